/**
 * Array parameters in PostgreSQL's binary form (`array_recv`), for the statements that run with every batch of money:
 * reading thirty arrays of text took the server a fifth of its time. The element type travels with the array and must be
 * that of the parameter, so each function serves exactly one type; for all other statements `sql-arrays.ts` is enough.
 */

/** Object ids of the element types, from pg_type. */
const oids = {
  bytea: 17,
  bigint: 20,
  smallint: 21,
  integer: 23,
  text: 25,
  date: 1082,
  timestamptz: 1184,
  uuid: 2950,
}

const headerBytes = 20
const lengthBytes = 4

/** Dimensions, whether there are NULLs, the type, how many, and where counting begins. */
function writeHeader(buffer: Buffer, oid: number, count: number, hasNull: boolean): void {
  buffer.writeInt32BE(1, 0)
  buffer.writeInt32BE(hasNull ? 1 : 0, 4)
  buffer.writeInt32BE(oid, 8)
  buffer.writeInt32BE(count, 12)
  buffer.writeInt32BE(1, 16)
}

/** An array of values that all take `size` bytes; `write` puts one at its place. */
function fixed<Value>(
  oid: number,
  size: number,
  values: readonly (Value | null)[],
  write: (buffer: Buffer, value: Value, at: number) => void,
): Buffer {
  const buffer = Buffer.allocUnsafe(headerBytes + values.length * (lengthBytes + size))
  let at = headerBytes
  let hasNull = false
  for (const value of values) {
    if (value === null) {
      at = buffer.writeInt32BE(-1, at)
      hasNull = true
      continue
    }
    at = buffer.writeInt32BE(size, at)
    write(buffer, value, at)
    at += size
  }
  writeHeader(buffer, oid, values.length, hasNull)
  return buffer.subarray(0, at)
}

/** What each hexadecimal digit is worth, by its character code; -1 for what is none. */
const digits = new Int8Array(128).fill(-1)
for (let value = 0; value < 16; value++) {
  digits[value.toString(16).charCodeAt(0)] = value
  digits[value.toString(16).toUpperCase().charCodeAt(0)] = value
}

const digit = (text: string, index: number): number => digits[text.charCodeAt(index)] ?? -1

const uuidLength = 36
const dash = '-'.charCodeAt(0)

/** Whatever is no UUID throws, as PostgreSQL would refuse it: it must not become some other row's id. */
function writeUuid(buffer: Buffer, uuid: string, at: number): void {
  let from = 0
  let wrong = uuid.length === uuidLength ? 0 : -1
  for (let byte = 0; byte < 16; byte++) {
    if (byte === 4 || byte === 6 || byte === 8 || byte === 10) {
      if (uuid.charCodeAt(from) !== dash) wrong = -1
      from += 1
    }
    const value = (digit(uuid, from) << 4) | digit(uuid, from + 1)
    wrong |= value
    buffer[at + byte] = value
    from += 2
  }
  // A digit that is none is negative, and stays so in whatever it is joined with.
  if (wrong < 0) throw new RangeError(`not a UUID: ${uuid}`)
}

/** `uuid[]`, of UUIDs with dashes as PostgreSQL prints them. */
export function uuids(values: readonly (string | null)[]): Buffer {
  return fixed(oids.uuid, 16, values, writeUuid)
}

/** `bigint[]`. */
export function bigints(values: readonly (bigint | null)[]): Buffer {
  return fixed(oids.bigint, 8, values, (buffer, value, at) => void buffer.writeBigInt64BE(value, at))
}

/** What is no whole number would be written as another one. */
function whole(value: number): number {
  if (!Number.isInteger(value)) throw new RangeError(`not a whole number: ${value}`)
  return value
}

/** `integer[]`. */
export function integers(values: readonly (number | null)[]): Buffer {
  return fixed(oids.integer, 4, values, (buffer, value, at) => void buffer.writeInt32BE(whole(value), at))
}

/** `smallint[]`. */
export function smallints(values: readonly (number | null)[]): Buffer {
  return fixed(oids.smallint, 2, values, (buffer, value, at) => void buffer.writeInt16BE(whole(value), at))
}

/** PostgreSQL counts from 2000-01-01. */
const epochMs = Date.UTC(2000, 0, 1)
const dayMs = 86_400_000

/** No time at all would be written as zero, which is a time. */
function finite(ms: number): number {
  if (!Number.isFinite(ms)) throw new RangeError('not a time')
  return ms
}

/** `timestamptz[]`; milliseconds become microseconds, in two halves because a double is not enough for all of it. */
export function times(values: readonly (Date | null)[]): Buffer {
  return fixed(oids.timestamptz, 8, values, (buffer, value, at) => {
    const microseconds = (finite(value.getTime()) - epochMs) * 1_000
    const high = Math.floor(microseconds / 2 ** 32)
    buffer.writeInt32BE(high, at)
    buffer.writeUInt32BE(microseconds - high * 2 ** 32, at + 4)
  })
}

/** A date no calendar has (30 February) throws, as PostgreSQL would refuse it. */
function daysOf(date: string): number {
  const ms = finite(Date.parse(date))
  if (new Date(ms).toISOString().slice(0, 10) !== date) throw new RangeError(`not a date: ${date}`)
  return (ms - epochMs) / dayMs
}

/** `date[]`, of ISO dates. */
export function dates(values: readonly (string | null)[]): Buffer {
  return fixed(oids.date, 4, values, (buffer, value, at) => {
    buffer.writeInt32BE(daysOf(value), at)
  })
}

/** `text[]`; the texts must be well-formed and without U+0000, which PostgreSQL refuses. */
export function texts(values: readonly (string | null)[]): Buffer {
  let size = headerBytes + values.length * lengthBytes
  for (const value of values) if (value !== null) size += Buffer.byteLength(value)
  const buffer = Buffer.allocUnsafe(size)
  let at = headerBytes
  let hasNull = false
  for (const value of values) {
    if (value === null) {
      at = buffer.writeInt32BE(-1, at)
      hasNull = true
      continue
    }
    const length = buffer.write(value, at + lengthBytes)
    buffer.writeInt32BE(length, at)
    at += lengthBytes + length
  }
  writeHeader(buffer, oids.text, values.length, hasNull)
  return buffer
}

/** `bytea[]`. */
export function byteas(values: readonly Buffer[]): Buffer {
  const size = values.reduce((sum, value) => sum + lengthBytes + value.length, headerBytes)
  const buffer = Buffer.allocUnsafe(size)
  let at = headerBytes
  for (const value of values) {
    at = buffer.writeInt32BE(value.length, at)
    at += value.copy(buffer, at)
  }
  writeHeader(buffer, oids.bytea, values.length, false)
  return buffer
}
