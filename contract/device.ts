/** Browsers name themselves after each other, so the order decides: the more special name first. */
const browsers: readonly [name: string, mark: RegExp][] = [
  ['WeChat', /MicroMessenger\//],
  ['Edge', /Edg(?:e|A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Firefox', /(?:Firefox|FxiOS)\//],
  ['Chrome', /(?:Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /Safari\//],
]

const systems: readonly [name: string, mark: RegExp][] = [
  ['HarmonyOS', /HarmonyOS|OpenHarmony/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['Mac', /Macintosh|Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
]

export type Device = { browser: string | undefined; system: string | undefined; handheld: boolean }

/** What people call their device, from what the browser says of itself; a help to recognise it, never a proof. */
export function deviceOf(userAgent: string): Device {
  const find = (list: typeof browsers) => list.find(([, mark]) => mark.test(userAgent))?.[0]
  return {
    browser: find(browsers),
    system: find(systems),
    handheld: /Mobile|iPhone|iPad|Android|HarmonyOS/.test(userAgent),
  }
}

/** `Chrome, Windows`: proper names, so the same in every language. Undefined where the browser says nothing of use. */
export function deviceName(userAgent: string): string | undefined {
  const { browser, system } = deviceOf(userAgent)
  const known = [browser, system].filter(part => part !== undefined)
  return known.length === 0 ? undefined : known.join(', ')
}
