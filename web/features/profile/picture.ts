/** The longest side of what is sent: plenty for a picture that is shown at 256, and far below what a request may be. */
const longestSide = 768

/**
 * A chosen picture as base64, made smaller here so that a photo of 12 MB does not travel. Encoding anew on the server
 * is what makes it safe. Rejects when the browser cannot read it.
 */
export async function readPicture(file: File): Promise<string> {
  const bitmap = await createImageBitmap(file)
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  const [, base64 = ''] = canvas.toDataURL('image/jpeg', 0.9).split(',')
  if (base64 === '') throw new Error('the canvas gave no picture')
  return base64
}
