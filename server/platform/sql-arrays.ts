/**
 * Array parameters for `unnest` in PostgreSQL's text form. The driver's own conversion escapes element by element
 * whatever the type; these know their element type and never quote what needs no quoting. Statements that run with every
 * batch of money use `sql-binary-arrays.ts`.
 */

/** UUIDs and dates need no quotes. */
export function plainArray(values: readonly string[]): string {
  return `{${values.join(',')}}`
}

export function bigintArray(values: readonly (bigint | number | null)[]): string {
  return `{${values.map(value => (value === null ? 'NULL' : value.toString())).join(',')}}`
}

/** A `uuid[]` in which some are absent. */
export function nullableUuidArray(values: readonly (string | null)[]): string {
  return `{${values.map(value => value ?? 'NULL').join(',')}}`
}

const special = /["\\]/g

function quoted(text: string): string {
  // Most texts need no escape, and looking is ten times cheaper than replacing.
  if (!text.includes('"') && !text.includes('\\')) return `"${text}"`
  return `"${text.replace(special, String.raw`\$&`)}"`
}

export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map(value => (value === null ? 'NULL' : quoted(value))).join(',')}}`
}

/** All rows of a command share one instant, so the same `Date` is usually asked for again and again. */
export function timeArray(values: readonly (Date | null)[]): string {
  let last: Date | undefined
  let text = ''
  const texts = values.map(value => {
    if (value === null) return 'NULL'
    if (value !== last) {
      last = value
      text = `"${value.toISOString()}"`
    }
    return text
  })
  return `{${texts.join(',')}}`
}

export function jsonArray(values: readonly unknown[]): string {
  return textArray(values.map(value => JSON.stringify(value)))
}

export function byteaArray(values: readonly (Buffer | null)[]): string {
  const texts = values.map(value => (value === null ? 'NULL' : `"\\\\x${value.toString('hex')}"`))
  return `{${texts.join(',')}}`
}
