import { grouped } from '../../../contract/check-digit.ts'

const startsWithHan = /^\p{Script=Han}/u

/**
 * A name as another customer may see it before paying: enough to notice a wrong recipient, not enough to learn a
 * stranger's name. Chinese names lose their family name (`张小明` → `*小明`), others all but their initials
 * (`Alice Baker` → `A*** B***`).
 */
export function maskName(name: string): string {
  const trimmed = name.trim()
  if (startsWithHan.test(trimmed)) return `*${Array.from(trimmed).slice(1).join('')}`
  return trimmed
    .split(/\s+/)
    .map(word => `${Array.from(word)[0] ?? ''}***`)
    .join(' ')
}

/** `812345678905` → `•••• •••• 8905`. */
export function maskAccountNumber(accountNumber: string): string {
  return grouped(accountNumber).replace(/^\d{4} \d{4}/, '•••• ••••')
}
