/** A scene cannot be played, or not to its end. The message is for whoever asked for it. */
export class SceneError extends Error {
  override readonly name = "SceneError";
}
