const key = 'okpay.signed-in'

/**
 * Whether somebody seems to be signed in on this device. The cookie itself cannot be read, and asking the server on
 * every visit to a public page would put a refusal into the console of everybody who is not signed in. Only a hint:
 * the server decides.
 */
export function seemsSignedIn(): boolean {
  try {
    return localStorage.getItem(key) === 'yes'
  } catch {
    // Storage is forbidden: ask the server.
    return true
  }
}

export function noteSignedIn(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(key, 'yes')
    else localStorage.removeItem(key)
  } catch {
    // See above; the hint is only missing.
  }
}
