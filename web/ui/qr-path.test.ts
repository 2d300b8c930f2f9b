import { decodeQR } from 'qr/decode.js'
import { expect, test } from 'vitest'
import { qrPath } from './qr-path.ts'

const uri =
  'otpauth://totp/OKPay:li.ming@example.com?issuer=OKPay&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30'

test('what we draw is what a camera reads', () => {
  const { path, size } = qrPath(uri)
  const scale = 4
  const side = size * scale
  const data = new Uint8Array(side * side * 3).fill(255)
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let row = 0; row < scale; row++) {
      const from = (Number(y) * scale + row) * side + Number(x) * scale
      data.fill(0, from * 3, (from + scale) * 3)
    }
  expect(decodeQR({ width: side, height: side, data })).toBe(uri)
})
