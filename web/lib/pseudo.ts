const accented: Record<string, string> = {
  a: 'á',
  e: 'ë',
  i: 'ï',
  o: 'ø',
  u: 'ü',
  A: 'Å',
  E: 'É',
  O: 'Ö',
  U: 'Û',
}

/** 40 % longer, accented and bracketed, so that a cut-off end is seen; `{{facts}}` and `<tags>` stay as they are. */
export function pseudoText(text: string): string {
  const longer = text.replaceAll(/(\{\{[^}]*\}\}|<[^>]*>)|[aeiouAEOU]/g, (letter, kept: string | undefined) =>
    kept === undefined ? (accented[letter] ?? letter) : kept,
  )
  const padding = '~'.repeat(Math.ceil(Array.from(text).length * 0.4))
  return `[${longer} ${padding}]`
}

/** The same for every text of a tree of messages. */
export function pseudo(texts: object): object {
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]: [string, unknown]) => {
      if (typeof value === 'string') return [key, pseudoText(value)]
      return [key, typeof value === 'object' && value !== null ? pseudo(value) : value]
    }),
  )
}
