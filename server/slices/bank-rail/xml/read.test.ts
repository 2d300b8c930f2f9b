import { expect, test } from 'vitest'
import { readDocument } from './read.ts'

const document = (inner: string): Buffer =>
  Buffer.from(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">${inner}</Document>`)

test.each([
  ['elements', `<M>${'<A/>'.repeat(1_000)}</M>`],
  ['attributes', `<M ${Array.from({ length: 1_000 }, (_, number) => `a${number}=""`).join(' ')}/>`],
])('a document of more %s than a message can have is refused before it fills the memory', (_what, inner) => {
  expect(readDocument(document(inner), 1_010).message).toBe('camt.054.001.08')
  expect(() => readDocument(document(inner), 1_000)).toThrow('more elements')
})
