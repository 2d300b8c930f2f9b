import { parentPort } from 'node:worker_threads'
import PdfDocument from 'pdfkit'
import type { PdfBlock, PdfPages } from './pdf.ts'
import { fontFiles } from './pdf-fonts.ts'
import { drawLine, lineHeightOf, linesOf, widthOf, type TextStyle } from './pdf-text.ts'

/** The thread behind `pdf.ts`: one document a message, A4, in the order they come. */

type Document = InstanceType<typeof PdfDocument>

const margin = 56
const ink = '#16181d'
const quiet = '#5b6270'
const line = '#d9dce3'
const styles = {
  title: { size: 20, weight: 'bold', color: ink },
  heading: { size: 12, weight: 'bold', color: ink },
  body: { size: 9.5, weight: 'regular', color: ink },
  strong: { size: 9.5, weight: 'bold', color: ink },
  quiet: { size: 8.5, weight: 'regular', color: quiet },
  cell: { size: 8, weight: 'regular', color: ink },
  column: { size: 8, weight: 'bold', color: quiet },
} as const satisfies Record<string, TextStyle>

/** Where the next thing goes. */
type Pen = { doc: Document; y: number }

const widthOfPage = ({ page }: Document): number => page.width - 2 * margin
const bottomOf = ({ page }: Document): number => page.height - margin - 20

/** Begins a new page where `height` does not fit on this one; whether it did. */
function room(pen: Pen, height: number): boolean {
  if (pen.y + height <= bottomOf(pen.doc)) return false
  pen.doc.addPage()
  pen.y = margin
  return true
}

function write(pen: Pen, text: string, style: TextStyle): void {
  for (const part of linesOf(pen.doc, { text, width: widthOfPage(pen.doc), style })) {
    room(pen, lineHeightOf(style))
    drawLine(pen.doc, { line: part, x: margin, y: pen.y, style })
    pen.y += lineHeightOf(style)
  }
}

function rule(pen: Pen): void {
  pen.doc
    .moveTo(margin, pen.y)
    .lineTo(margin + widthOfPage(pen.doc), pen.y)
    .lineWidth(0.5)
    .stroke(line)
}

type Cell = { text: string; x: number; width: number; align: 'left' | 'right'; style: TextStyle }

/** One row of cells side by side, as high as the highest of them. */
function row(pen: Pen, cells: readonly Cell[], onNewPage?: () => void): void {
  const { doc } = pen
  const laid = cells.map(cell => ({ ...cell, lines: linesOf(doc, cell) }))
  const height = Math.max(...laid.map(({ lines, style }) => lines.length * lineHeightOf(style)))
  if (room(pen, height + 8)) onNewPage?.()
  for (const { lines, x, width, align, style } of laid)
    lines.forEach((part, index) => {
      const left = align === 'right' ? x + width - widthOf(part) : x
      drawLine(doc, { line: part, x: left, y: pen.y + 4 + index * lineHeightOf(style), style })
    })
  pen.y += height + 8
  rule(pen)
}

function facts(pen: Pen, block: Extract<PdfBlock, { kind: 'facts' }>): void {
  const width = widthOfPage(pen.doc)
  rule(pen)
  for (const { label, value, strong } of block.lines)
    row(pen, [
      { text: label, x: margin, width: width * 0.36, align: 'left', style: styles.quiet },
      {
        text: value,
        x: margin + width * 0.38,
        width: width * 0.62,
        align: 'right',
        style: strong ? styles.strong : styles.body,
      },
    ])
}

function table(pen: Pen, { columns, rows }: Extract<PdfBlock, { kind: 'table' }>): void {
  const width = widthOfPage(pen.doc)
  const gap = 6
  let left = margin
  const places = columns.map(column => {
    const place = { x: left, width: column.width * width - gap, align: column.align }
    left += column.width * width
    return place
  })
  const cellsOf = (texts: readonly string[], style: TextStyle): Cell[] =>
    places.map((place, index) => ({ ...place, text: texts[index] ?? '', style }))
  const head = (): void =>
    row(
      pen,
      cellsOf(
        columns.map(({ title }) => title),
        styles.column,
      ),
    )
  head()
  for (const texts of rows) row(pen, cellsOf(texts, styles.cell), head)
}

function draw(pen: Pen, block: PdfBlock): void {
  switch (block.kind) {
    case 'title':
      write(pen, block.text, styles.title)
      if (block.under !== null) write(pen, block.under, styles.quiet)
      break
    case 'heading':
      room(pen, 60)
      write(pen, block.text, styles.heading)
      break
    case 'paragraph':
      write(pen, block.text, block.quiet ? styles.quiet : styles.body)
      break
    case 'facts':
      facts(pen, block)
      break
    case 'table':
      table(pen, block)
      break
  }
  pen.y += 14
}

function footers(doc: Document, text: string): void {
  const { start, count } = doc.bufferedPageRange()
  for (let page = start; page < start + count; page++) {
    doc.switchToPage(page)
    const shown = `${text} · ${page + 1}/${count}`
    const [first = []] = linesOf(doc, { text: shown, width: widthOfPage(doc), style: styles.quiet })
    drawLine(doc, { line: first, x: margin, y: doc.page.height - margin, style: styles.quiet })
  }
}

async function print({ title, author, language, footer, createdAt, blocks }: PdfPages): Promise<Buffer> {
  const doc = new PdfDocument({
    size: 'A4',
    // Lines are placed by us; a margin at the foot would make the footer begin a page of its own.
    margins: { top: margin, left: margin, right: margin, bottom: 0 },
    bufferPages: true,
    lang: language,
    info: { Title: title, Author: author, CreationDate: new Date(createdAt) },
  })
  const chunks: Buffer[] = []
  const printed = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
    doc.on('error', reject)
  })
  doc.registerFont('regular', fontFiles.regular())
  doc.registerFont('bold', fontFiles.bold())
  doc.registerFont('wide', fontFiles.wide())
  const pen: Pen = { doc, y: margin }
  for (const block of blocks) draw(pen, block)
  footers(doc, footer)
  doc.end()
  return await printed
}

type Answer = { id: number; bytes: Buffer } | { id: number; error: string }

function answer(message: Answer): void {
  parentPort?.postMessage(message, [])
}

parentPort?.on('message', ({ id, pages }: { id: number; pages: PdfPages }) => {
  print(pages).then(
    bytes => answer({ id, bytes }),
    (error: unknown) => answer({ id, error: error instanceof Error ? error.message : String(error) }),
  )
})
