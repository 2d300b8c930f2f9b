import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { create, type Font } from 'fontkit'
import { assertInvariant } from './errors.ts'

/**
 * Which font writes which characters. Noto Sans SC has Chinese, Japanese and the common letters of Latin, Greek and
 * Cyrillic; DejaVu Sans the rarer ones, Arabic and Hebrew; Unifont every other script of the basic plane, in plain
 * shapes. A character that none has is named by its number: an empty box says nothing.
 */
const inPackage = (name: string, path: string): string =>
  fileURLToPath(new URL(path, import.meta.resolve(name)))

/** Those that are embedded, in the order in which they are tried, and the weight for headings. */
export const fontFiles = {
  regular: () => inPackage('@embedpdf/fonts-sc', '../fonts/NotoSansHans-Regular.otf'),
  bold: () => inPackage('@embedpdf/fonts-sc', '../fonts/NotoSansHans-Bold.otf'),
  wide: () => inPackage('dejavu-fonts-ttf/package.json', './ttf/DejaVuSans.ttf'),
}

function load(path: string): Font {
  const font = create(readFileSync(path))
  assertInvariant(!('fonts' in font), `${path} is one font`)
  return font
}

const loaded = new Map<string, Font>()

function fontOf(path: string): Font {
  const known = loaded.get(path) ?? load(path)
  loaded.set(path, known)
  return known
}

/** Read only where a document needs it: unpacking it takes a second. */
export const outlineFont = (): Font =>
  fontOf(inPackage('@fontsource/unifont', './files/unifont-latin-400-normal.woff2'))

const fonts = {
  main: () => fontOf(fontFiles.regular()),
  wide: () => fontOf(fontFiles.wide()),
  outline: outlineFont,
} as const

export type RunFont = keyof typeof fonts
export type Run = { text: string; font: RunFont }

const inOrder = ['main', 'wide', 'outline'] as const satisfies readonly RunFont[]
const words = new Intl.Segmenter('und', { granularity: 'word' })
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
/** Joiners and selectors shape their neighbours and have no shape themselves. */
const shapeless = /[\p{Cf}\p{Variation_Selector}]+/gu

/**
 * Text cut where the font changes: between words where one font has the whole word, within one only where none has.
 * Blanks between words of another script stay with them, or their order would break.
 */
export function runsOf(text: string): Run[] {
  const runs: Run[] = []
  const add = (piece: string, font: RunFont): void => {
    const last = runs.at(-1)
    if (last?.font === font) last.text += piece
    else runs.push({ text: piece, font })
  }
  for (const { segment: word } of words.segment(text.replaceAll(shapeless, ''))) {
    const whole = /^\s+$/.test(word) ? (runs.at(-1)?.font ?? 'main') : fontWith(word)
    if (whole !== undefined) add(whole === 'main' || word.trim() !== '' ? word : ' ', whole)
    else
      for (const { segment } of graphemes.segment(word)) {
        const font = fontWith(segment)
        add(font === undefined ? nameOf(segment) : segment, font ?? 'main')
      }
  }
  return runs
}

function fontWith(text: string): RunFont | undefined {
  return inOrder.find(name => {
    const font = fonts[name]()
    return Array.from(text).every(letter => font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0))
  })
}

function nameOf(segment: string): string {
  const codes = Array.from(segment, letter => (letter.codePointAt(0) ?? 0).toString(16).toUpperCase())
  return `[U+${codes.join(' ')}]`
}
