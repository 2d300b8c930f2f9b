import { grouped } from '../../../contract/check-digit.ts'

/** A Chinese name, with the dot or space some have inside. */
const isHan = /^[\p{Script=Han}\p{M}·\s]+$/u

/** Names in which every letter is one code point; cutting others takes a hundred times as long. */
const isPlain = /^[ -~\p{Script=Han}]*$/u
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * A name as another customer may see it before paying: enough to notice a wrong recipient, not enough to learn a
 * stranger's name. Chinese names lose their family name (`张小明` → `*小明`), others all but their initials
 * (`Alice Baker` → `A*** B***`).
 */
export function maskName(name: string): string {
  const trimmed = name.trim()
  const firstOf = isPlain.test(trimmed) ? firstCodePoint : firstGrapheme
  if (isHan.test(trimmed)) return `*${trimmed.slice(firstOf(trimmed).length)}`
  return trimmed
    .split(/\s+/)
    .map(word => `${firstOf(word)}***`)
    .join(' ')
}

function firstCodePoint(text: string): string {
  const [first = ''] = text
  return first
}

/** What people take for one letter: a family emoji is seven code points, half of it is somebody else. */
function firstGrapheme(text: string): string {
  return graphemes.segment(text).containing(0)?.segment ?? ''
}

/** `812345678901` → `•••• •••• 8901`. */
export function maskAccountNumber(accountNumber: string): string {
  return grouped(accountNumber).replace(/^\d{4} \d{4}/, '•••• ••••')
}
