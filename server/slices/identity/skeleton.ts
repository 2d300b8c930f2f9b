import confusables from 'unhomoglyph/data.json' with { type: 'json' }

/**
 * The skeleton of Unicode Technical Standard 39 (section 4), by Unicode's own table of confusables, with one
 * difference: ASCII stays as it is. To the standard `paul1` and `paull`, or `modern` and `rnodern`, are the same, but
 * these are different mailboxes of different people, and none of them may keep the other from an account. Whatever is
 * not ASCII and looks like ASCII becomes the ASCII it looks like (`аnn` with a Cyrillic а is `ann`), which nobody
 * needs to write their own address.
 */
export function skeletonOf(text: string): string {
  let folded = text
  // A replacement can bring letters that are replaced themselves once composed; it settles after a round or two.
  for (let round = 0; round < maxRounds; round += 1) {
    const next = replaceOnce(folded)
    if (next === folded) return folded
    folded = next
  }
  return folded
}

const maxRounds = 8

const isAscii = /^\p{ASCII}*$/u

/** What has no picture of its own and is dropped before comparing (UTS 39 by way of UAX 44). */
const invisible = /\p{Default_Ignorable_Code_Point}+/gu

/** Unicode's table; its file has a tab inside the prototype of U+1F16D, and no letter looks like a control character. */
const table = new Map(
  Object.entries(confusables).map(([letter, prototype]) => [letter, prototype.replaceAll(/\p{Cc}/gu, '')]),
)

/** From a prototype back to the ASCII that has it: `rn` is what the table makes of `m`, and `l` of `1`, `I` and `|`. */
const asciiByPrototype = new Map(
  Array.from('|1I0abcdefghijklmnopqrstuvwxyz', letter => [table.get(letter) ?? letter, letter]),
)

function replaceOnce(text: string): string {
  if (isAscii.test(text)) return text
  let replaced = ''
  for (const letter of text.replaceAll(invisible, '').normalize('NFD')) {
    const prototype = letter.length === 1 && isAscii.test(letter) ? letter : (table.get(letter) ?? letter)
    replaced += asciiByPrototype.get(prototype) ?? prototype
  }
  return foldCase(replaced)
}

/**
 * Unicode's full case folding, which JavaScript has no function for, by way of both cases (`ẞ` → `ß` → `SS` →
 * `ss`). NFKC again because the change of case can leave letters that compose.
 */
export function foldCase(text: string): string {
  return text.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC')
}
