import { expect, test } from 'vitest'
import { readDocument } from './read.ts'

const document = (inner: string): Buffer =>
  Buffer.from(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">${inner}</Document>`)

test.each([
  ['elements', `<M>${'<A/>'.repeat(1_000)}</M>`],
  ['attributes', `<M ${Array.from({ length: 1_000 }, (_, number) => `a${number}=""`).join(' ')}/>`],
])(
  'a document of more %s than a message can have is refused before it fills the memory',
  async (_what, inner) => {
    expect((await readDocument(document(inner), { most: 1_010 })).message).toBe('camt.054.001.08')
    await expect(readDocument(document(inner), { most: 1_000 })).rejects.toThrow('too_many_elements')
  },
)

test('what is taken while it is read is not kept, and nothing is lost where one piece of the file ends in another', async () => {
  const names = Array.from({ length: 5_000 }, (_, number) => `李 ${number} é`)
  const taken: string[] = []
  const { root } = await readDocument(
    document(`<M>${names.map(name => `<A><Nm>${name}</Nm></A>`).join('')}<B/></M>`),
    {
      take(node, parent, depth) {
        if (node.name !== 'A') return false
        expect([parent.name, depth]).toEqual(['M', 2])
        taken.push(node.children[0]?.text ?? '')
        return true
      },
    },
  )
  expect(taken).toEqual(names)
  expect(root.children.map(({ name }) => name)).toEqual(['B'])
})

test('a file that ends in the middle of a character is refused', async () => {
  const content = document('<M>李</M>')
  const cut = Buffer.concat([
    content.subarray(0, content.indexOf('李') + 1),
    content.subarray(content.indexOf('</M>')),
  ])
  await expect(readDocument(cut)).rejects.toThrow('not_utf8')
  await expect(readDocument(Buffer.concat([content, Buffer.from([0xe6])]))).rejects.toThrow('not_utf8')
})
