/** What the browser's field for date and time takes: the reader's time without a zone, empty for none. */
export function localTime(iso: string | null): string {
  if (iso === null) return ''
  const time = new Date(iso)
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** What was chosen there as the wire has it; null while it is empty or half typed. */
export function isoTime(local: string): string | null {
  const time = new Date(local)
  return Number.isNaN(time.getTime()) ? null : time.toISOString()
}
