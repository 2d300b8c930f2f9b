/** Where to go after the sign-in: a page of the console, whatever somebody wrote into the address. */
export function consolePage(next: string | undefined): string {
  return next !== undefined && /^\/console(?=[/?#]|$)(?!\/(sign-in|invitation))/.test(next)
    ? next
    : '/console'
}
