/**
 * SWIFT's character set X, which every bank along the way can read (SWIFT Standards MT, General Information;
 * EPC217-08 keeps the same for SEPA): Latin letters, digits, space and / - ? : ( ) . , ' +
 */
const allowed = /^[A-Za-z0-9/\-?:().,'+ ]*$/

/** Letters that do not come apart into a Latin letter and a mark (EPC217-08, conversion table). */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
  ł: 'l',
  Ł: 'L',
  ŋ: 'n',
  Ŋ: 'N',
  þ: 'th',
  Þ: 'TH',
  '’': "'",
  '‘': "'",
  '´': "'",
  '`': "'",
  '–': '-',
  '—': '-',
  '&': '+',
  _: '-',
}

/**
 * Text as a payment carries it: full-width characters folded, accents dropped, the letters above written out,
 * spaces joined. Undefined where something has no Latin form (张, あ, 🙂): nobody guesses how a name is written.
 */
export function toSwiftText(text: string): string | undefined {
  const folded = text
    .normalize('NFKC')
    .replaceAll(/[^ -~]/gu, letter => letters[letter] ?? letter)
    .replaceAll(/[&_`]/g, letter => letters[letter] ?? letter)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  return allowed.test(folded) ? folded : undefined
}

/** A name in Chinese characters, with the dot some have inside; as China's own banks keep it. */
export function isHanName(text: string): boolean {
  return /^[\p{Script=Han}·•\s]+$/u.test(text) && /\p{Script=Han}/u.test(text)
}
