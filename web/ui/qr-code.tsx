import { useMemo } from 'react'
import { qrPath } from './qr-path.ts'

/**
 * A QR code that cameras read in light and dark: always dark modules on white. Drawn here as one path, because an image
 * made elsewhere would carry the secret over the network a second time.
 */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => qrPath(text), [text])
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-52 rounded-xl bg-white sm:size-56"
    >
      <path d={path} fill="#000" />
    </svg>
  )
}
