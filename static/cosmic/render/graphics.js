/** Which way of drawing is the fast one here. */

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * WebGL that a processor has to compute is some twenty times slower than a plain 2D canvas, which
 * browsers draw well without a graphics card.
 *
 * @returns {boolean} whether there is WebGL with a graphics card behind it
 */
export function hasGraphicsCard() {
  const canvas = document.createElement("canvas");
  const gl = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
  if (!gl) return false;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return !SOFTWARE.test(name);
}
