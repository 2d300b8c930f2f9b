import { formatExactTime } from './format.ts'
import type { Language } from './preferences.ts'

/** What proves a step, as people read it: a deadline is kept as a time, the rest as the number one reads out. */
export function evidenceText(
  { kind, reference }: { kind: string; reference: string },
  language: Language,
): string {
  if (kind !== 'clock' || Number.isNaN(Date.parse(reference))) return reference
  return formatExactTime(reference, language)
}
