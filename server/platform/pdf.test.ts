import { inflateSync } from 'node:zlib'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, expect, test } from 'vitest'
import { createPdfPrinter, type PdfPages } from './pdf.ts'
import { runsOf } from './pdf-fonts.ts'

const printer = createPdfPrinter()
afterAll(() => printer.close())

const written = ['张小明', 'Alice Bäcker-Šťastná', 'Ωμέγα', 'Юрий', 'さくら']
const outlined = ['สมชาย', '한국어', 'देवनागरी']
/** From right to left: whatever reads them may turn them round. */
const turned = ['محمد', 'דוד']

const pages: PdfPages = {
  title: '收据',
  author: 'OKPay',
  language: 'zh-CN',
  footer: 'OKPay',
  createdAt: '2026-11-22T12:00:00.000Z',
  blocks: [
    { kind: 'title', text: '转账收据', under: '1234 5678' },
    {
      kind: 'facts',
      lines: [...written, ...outlined, ...turned].map(value => ({ label: '收款人', value, strong: false })),
    },
    { kind: 'paragraph', text: 'A tea 🧋 that no font has', quiet: false },
  ],
}

const escaped: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' }

async function textOf(bytes: Buffer): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })
  return text.normalize('NFKC')
}

/** What the page's own instructions say, unpacked. */
function instructionsOf(bytes: Buffer): string {
  const streams = bytes.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g)
  return Array.from(streams, ([, packed = '']) => {
    try {
      return inflateSync(Buffer.from(packed, 'latin1')).toString('latin1')
    } catch {
      // Not every stream is packed this way; those with text are.
      return ''
    }
  }).join('\n')
}

test('every name can be read out of the document again, and what no font has is named', async () => {
  const bytes = await printer.print(pages)
  const text = await textOf(bytes)
  for (const name of written) expect(text).toContain(name)
  for (const name of turned)
    expect([name, Array.from(name).toReversed().join('')].some(each => text.includes(each))).toBe(true)
  expect(text).toContain('[U+1F9CB]')
  const instructions = instructionsOf(bytes)
  for (const name of outlined) {
    const actual = Buffer.from(`\ufeff${name}`, 'utf16le').swap16().toString('latin1')
    // In a PDF string these letters are escaped.
    expect(instructions).toContain(
      actual.replaceAll(/[()\\\n\r\t\b\f]/g, letter => escaped[letter] ?? `\\${letter}`),
    )
  }
})

test('a run of another script keeps its blanks, and joiners have no shape of their own', () => {
  expect(runsOf('给 محمد علي 转账')).toEqual([
    { text: '给 ', font: 'main' },
    { text: 'محمد علي ', font: 'wide' },
    { text: '转账', font: 'main' },
  ])
  expect(runsOf('a\u200db')).toEqual([{ text: 'ab', font: 'main' }])
})

test('the same content makes the same bytes', async () => {
  const [one, other] = await Promise.all([printer.print(pages), printer.print(pages)])
  expect(one.equals(other)).toBe(true)
})

test('a document that cannot be printed takes no other with it', async () => {
  const bad = printer.print({ ...pages, createdAt: 'yesterday' })
  const [broken, good] = await Promise.allSettled([bad, printer.print(pages)])
  expect([broken.status, good.status]).toEqual(['rejected', 'fulfilled'])
})

test('whoever comes when a hundred wait is told to come again, and nobody waits for ever when it closes', async () => {
  const busy = createPdfPrinter()
  const waiting = Promise.allSettled(Array.from({ length: 100 }, () => busy.print(pages)))
  await expect(busy.print(pages)).rejects.toThrow('overloaded')
  await busy.close()
  expect((await waiting).filter(({ status }) => status === 'rejected').length).toBeGreaterThan(50)
  const again = busy.print(pages)
  expect((await again).length).toBeGreaterThan(1_000)
  await busy.close()
})

test('a long table has its header on every page and goes on where it ended', async () => {
  const rows = Array.from({ length: 120 }, (_, index) => [`row-${index}.`, '转账'])
  const columns = [
    { title: 'HEADER', width: 0.5, align: 'left' as const },
    { title: '类型', width: 0.5, align: 'right' as const },
  ]
  const text = await textOf(await printer.print({ ...pages, blocks: [{ kind: 'table', columns, rows }] }))
  expect(text.match(/HEADER/g)?.length).toBeGreaterThan(2)
  for (const [name = ''] of rows) expect(text).toContain(name)
})
