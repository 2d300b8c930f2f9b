import { encodeQR } from 'qr'

/** ISO/IEC 18004, 9.1: four modules of light around the symbol, or cameras do not find it. */
const quietZone = 4

/** The dark modules of a QR code as one SVG path, a unit per module; `size` is the side with the light around it. */
export function qrPath(text: string): { path: string; size: number } {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: quietZone })
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return { path, size: rows.length }
}
