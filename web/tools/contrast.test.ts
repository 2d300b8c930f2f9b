import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('../ui/tokens.css', import.meta.url), 'utf8')

/** The colour tokens of a block, `#rrggbb` only. */
function tokensOf(selector: string): Map<string, string> {
  const block = new RegExp(`${selector.replaceAll(/[[\]]/g, '\\$&')} \\{([^}]*)\\}`).exec(css)?.[1] ?? ''
  return new Map(
    Array.from(block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g), ([, name = '', value = '']) => [name, value]),
  )
}

/** Relative luminance of WCAG 2.2. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

const grounds = ['page', 'surface', 'sunken']
const texts = grounds.flatMap(ground =>
  ['ink', 'muted', 'brand-text', 'ok', 'warn', 'bad', 'info'].map(text => [text, ground]),
)
const pairs = [
  ...texts,
  ['on-brand', 'brand'],
  ['on-brand', 'brand-hover'],
  ['brand-text', 'brand-soft'],
  ['ink', 'brand-soft'],
  ['muted', 'brand-soft'],
  ...['ok', 'warn', 'bad', 'info'].flatMap(tone => [
    [tone, `${tone}-soft`],
    ['ink', `${tone}-soft`],
    ['muted', `${tone}-soft`],
  ]),
  ['on-panel', 'panel'],
  ['on-panel-muted', 'panel'],
  ['page', 'ink'],
]

describe.each([':root', "[data-theme='dark']"])('colours of %s', selector => {
  const tokens = tokensOf(selector)
  const color = (name = ''): string => tokens.get(name) ?? `no token ${name}`

  test.each(pairs)('%s on %s is at least 4.5:1', (text, ground) => {
    expect(contrast(color(text), color(ground))).toBeGreaterThanOrEqual(4.5)
  })

  test.each(grounds)('borders of controls and the focus ring are at least 3:1 on %s', ground => {
    expect(contrast(color('control'), color(ground))).toBeGreaterThanOrEqual(3)
    expect(contrast(color('focus'), color(ground))).toBeGreaterThanOrEqual(3)
  })
})
