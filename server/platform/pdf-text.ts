import type PdfDocument from 'pdfkit'
import { outlineFont, runsOf, type Run, type RunFont } from './pdf-fonts.ts'

type Document = InstanceType<typeof PdfDocument>

export type TextStyle = { size: number; weight: 'regular' | 'bold'; color: string }

type Piece = Run & { width: number }

const words = new Intl.Segmenter('und', { granularity: 'word' })

/** Text as lines no wider than `width` points, broken between words and, in Chinese, between characters. */
export function linesOf(
  doc: Document,
  { text, width, style }: { text: string; width: number; style: TextStyle },
): Piece[][] {
  const lines: Piece[][] = [[]]
  let used = 0
  for (const piece of piecesOf(doc, { text, width, style })) {
    if (used + piece.width > width && used > 0) {
      lines.push([])
      used = 0
      if (piece.text.trim() === '') continue
    }
    lines.at(-1)?.push(piece)
    used += piece.width
  }
  return lines
}

/** Words where they fit on a line; single characters of one that does not. */
function piecesOf(
  doc: Document,
  { text, width, style }: { text: string; width: number; style: TextStyle },
): Piece[] {
  return runsOf(text).flatMap(run => {
    const whole = measured(doc, run, style)
    // A run of another script is drawn as one: its words may stand from right to left.
    if (run.font !== 'main' && whole.width <= width) return [whole]
    return Array.from(words.segment(run.text)).flatMap(({ segment }) => {
      const word = measured(doc, { ...run, text: segment }, style)
      if (word.width <= width) return [word]
      return Array.from(segment, letter => measured(doc, { ...run, text: letter }, style))
    })
  })
}

function measured(doc: Document, run: Run, style: TextStyle): Piece {
  if (run.font !== 'outline')
    return { ...run, width: choose(doc, run.font, style).widthOfString(run.text, layoutOf(run.font)) }
  const font = outlineFont()
  return { ...run, width: (font.layout(run.text).advanceWidth / font.unitsPerEm) * style.size }
}

/**
 * With a list of features, even an empty one, the words of a run are laid out together and keep their order, which those
 * written from right to left need. Without one pdfkit remembers the words it has laid out: a tenth of the time.
 */
function layoutOf(font: Run['font']): { features?: [] } {
  return font === 'wide' ? { features: [] } : {}
}

function choose(doc: Document, font: Exclude<RunFont, 'outline'>, style: TextStyle): Document {
  return doc.font(font === 'wide' ? 'wide' : style.weight).fontSize(style.size)
}

export const lineHeightOf = ({ size }: TextStyle): number => Math.round(size * 1.45)

/** Draws one line with its left or right edge at `x`, its top at `y`. */
export function drawLine(
  doc: Document,
  { line, x, y, style }: { line: readonly Piece[]; x: number; y: number; style: TextStyle },
): void {
  const baseline = y + style.size * 1.08
  let at = x
  for (const piece of line) {
    if (piece.font !== 'outline')
      choose(doc, piece.font, style)
        .fillColor(style.color)
        .text(piece.text, at, baseline, { lineBreak: false, baseline: 'alphabetic', ...layoutOf(piece.font) })
    else drawOutlines(doc, { text: piece.text, x: at, baseline, style })
    at += piece.width
  }
}

/**
 * Characters of the last font are drawn as outlines: so few are ever needed that embedding it is not worth its
 * size. The text stays with them, to be read aloud, searched and copied.
 */
function drawOutlines(
  doc: Document,
  { text, x, baseline, style }: { text: string; x: number; baseline: number; style: TextStyle },
): void {
  const font = outlineFont()
  const scale = style.size / font.unitsPerEm
  const { glyphs, positions } = font.layout(text)
  doc.markContent('Span', { actual: text })
  let pen = x
  glyphs.forEach((glyph, index) => {
    const position = positions[index]
    doc.save()
    doc.translate(pen + (position?.xOffset ?? 0) * scale, baseline - (position?.yOffset ?? 0) * scale)
    doc.scale(scale, -scale)
    doc.path(glyph.path.toSVG()).fill(style.color)
    doc.restore()
    pen += (position?.xAdvance ?? 0) * scale
  })
  doc.endMarkedContent()
}

export const widthOf = (line: readonly Piece[]): number => line.reduce((sum, { width }) => sum + width, 0)
