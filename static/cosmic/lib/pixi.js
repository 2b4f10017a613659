/**
 * PixiJS as a module. The page loads its two classic scripts first (templates/includes/pixi.html):
 * the library, and the part that replaces its generated code, which our content-security policy
 * refuses.
 *
 * Types come from the package: `import("pixi.js").Container`.
 */

/** @type {typeof import("pixi.js") & { generateParticleUpdatePolyfill: unknown }} */
const PIXI = /** @type {any} */ (globalThis).PIXI;

// The replacement part of 8.22.0 patches a copy of this class that the renderer never uses.
/** @type {any} */ (PIXI.ParticleBuffer.prototype).generateParticleUpdate =
  PIXI.generateParticleUpdatePolyfill;
// Textures load in the page: a worker from a blob URL is refused, and loading would never end.
PIXI.Assets.setPreferences({ preferWorkers: false });

export const {
  AlphaFilter,
  Application,
  Assets,
  BitmapFont,
  BitmapText,
  BlurFilter,
  Color,
  ColorMatrixFilter,
  Container,
  FillGradient,
  Graphics,
  GraphicsContext,
  Matrix,
  Mesh,
  MeshGeometry,
  MeshRope,
  Particle,
  ParticleContainer,
  Point,
  Rectangle,
  RenderTexture,
  Sprite,
  Text,
  TextStyle,
  Texture,
  Ticker,
  TilingSprite,
  autoDetectRenderer,
  isWebGLSupported,
} = PIXI;

export default PIXI;
