/**
 * Letters that look like another one, by what they look like. A choice of Unicode's table of confusables (UTS 39,
 * confusables.txt) for names in Latin letters: Cyrillic, Greek, Armenian and phonetic letters, and the digits.
 */
const lookAlikes: Readonly<Record<string, string>> = {
  a: 'аɑαạ',
  b: 'ЬьƄ',
  c: 'сϲⅽ',
  d: 'ԁⅾɗ',
  e: 'еҽєẹ',
  g: 'ɡցġ',
  h: 'һհ',
  i: 'іıɩιίɪ',
  j: 'јʝ',
  k: 'кκĸқ',
  l: 'ӏⅼłΙІǀ|1',
  m: 'мⅿ',
  n: 'ոռп',
  o: 'оοσօ0ọθ',
  p: 'рρ',
  q: 'ԛգ',
  r: 'гᴦ',
  s: 'ѕʂ5',
  t: 'тτ',
  u: 'υսц',
  v: 'νѵⅴ',
  w: 'ԝѡω',
  x: 'хχⅹ',
  y: 'уγүу',
  z: 'ᴢʐ2',
}

const plainBy = new Map(
  Object.entries(lookAlikes).flatMap(([plain, others]) =>
    Array.from(others, other => [other, plain] as const),
  ),
)

/** Letters that look like another one when they stand together. */
const pairs: readonly [RegExp, string][] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/cl/g, 'd'],
]

/**
 * A text as an eye sees it that reads quickly: without marks, width and case, and with every letter replaced by the
 * Latin one it looks like. Two texts with the same skeleton can be taken for each other; a skeleton is never shown.
 */
export function skeleton(text: string): string {
  // Decomposed, an accent is a mark of its own and goes; width and styled letters (𝗼𝗸) become plain.
  const bare = text.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '')
  const plain = Array.from(bare, letter => plainBy.get(letter) ?? letter).join('')
  // `i` and `l` cannot be told apart in many fonts, so both become one letter.
  return pairs.reduce((seen, [pair, letter]) => seen.replaceAll(pair, letter), plain).replaceAll('i', 'l')
}
