"""Static files under hashed names, compressed once when they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names with brotli and gzip beside them.

    References inside stylesheets are rewritten. JavaScript stays as it was written: modules find
    each other through the import map, which is made from this storage's manifest. Without a
    manifest (nothing collected: development, tests) names stay plain.
    """

    support_js_module_import_aggregation = False
    keep_only_hashed_files = True
    # Without the patterns for source maps: those of third-party files are not served.
    patterns = (
        (
            "*.css",
            (
                r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))""",
                (
                    r"""(?P<matched>@import\s*["']\s*(?P<url>.*?)["'])""",
                    """@import url("%(url)s")""",
                ),
            ),
        ),
    )

    def stored_name(self, name: str) -> str:
        """The hashed name, or `name` itself where the manifest does not know it."""
        if self.hash_key(self.clean_name(name)) not in self.hashed_files:
            return name
        return str(super().stored_name(name))
