/** As somebody on a Chinese keyboard may type it: full-width letters, a full-width @, a space at the end. */
export function tidyEmail(text: string): string {
  return text.normalize('NFKC').trim()
}

/** Only what is certainly no address; the server knows more, and the code we send proves it. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]{1,64}@[^\s@]+\.[^\s@.]{2,}$/u.test(tidyEmail(text))
}

/** A page of the app of this very site, or the wallet: what a link names is never followed to another place. */
export function ownPage(next: string | undefined): string {
  if (next === undefined || !/^\/app(?:[/?#]|$)/.test(next)) return '/app'
  const { origin, pathname, search, hash } = new URL(next, location.origin)
  return origin === location.origin && /^\/app(?:\/|$)/.test(pathname) ? pathname + search + hash : '/app'
}
