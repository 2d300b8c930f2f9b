import sharp from 'sharp'
import { DomainError } from '../../../platform/errors.ts'
import { createGate } from '../passwords.ts'

/** What a picture is kept as: a square that is sharp on a phone and weighs some 10 kB. */
const side = 256

/** 40 megapixels, more than phones take; a file of a few kilobytes may claim to be gigabytes large. */
const maxPixels = 40_000_000

/**
 * A file of a hundred kilobytes may be 40 megapixels, which take a core and one of the four threads that passwords are
 * hashed on for most of a second. One at a time, so that pictures keep nobody from signing in; whoever comes when many
 * wait is told to come back.
 */
const gate = createGate({ concurrency: 1, maxWaiting: 16 })

/** The four kinds, by the bytes they begin with; the name and the declared type of a file say nothing. */
const signatures: Record<'jpeg' | 'png' | 'webp' | 'gif', (bytes: Buffer) => boolean> = {
  jpeg: bytes => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  png: bytes => bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  webp: bytes => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  gif: bytes => /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6)),
}

/**
 * A new WebP from the pixels of a picture and nothing else: no metadata (a photo knows where it was taken), no hidden
 * second file, no animation. Only the first frame is read. Throws `validation_failed` for what is none of the four
 * kinds, says one thing and is another, or cannot be decoded.
 */
export async function encodeAvatar(bytes: Buffer): Promise<Buffer> {
  const kind = Object.entries(signatures).find(([, matches]) => matches(bytes))?.[0]
  if (kind === undefined) throw unsupported()
  return await gate(() => encode(bytes, kind))
}

async function encode(bytes: Buffer, kind: string): Promise<Buffer> {
  try {
    const picture = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', pages: 1 })
    const { format } = await picture.metadata()
    if (format !== kind) throw unsupported()
    return await picture
      .rotate()
      .resize(side, side, { fit: 'cover', position: 'attention' })
      .toColourspace('srgb')
      .webp({ quality: 82 })
      .toBuffer()
  } catch (error) {
    if (error instanceof DomainError) throw error
    // libvips says what is wrong with the file in words of its own; the person can only choose another one.
    throw unsupported()
  }
}

function unsupported(): DomainError {
  return new DomainError('validation_failed', { fields: [{ path: 'image', code: 'image_unsupported' }] })
}
