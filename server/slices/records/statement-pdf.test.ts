import { expect, test } from 'vitest'
import { localeSchema } from '../../../contract/schemas.ts'
import { recordTexts } from '../../platform/record-texts.ts'
import type { StatementContent, StatementLine } from './statement-content.ts'
import { statementPages } from './statement-pdf.ts'

const line: StatementLine = {
  journal: 'jrn_01j4qr8se5f0r8000000000001',
  kind: 'transfer',
  number: '9000000000000017',
  counterparty: 'A*** B***',
  note: null,
  recorded_at: '2026-05-03T10:00:00.000Z',
  effective_on: '2026-05-03',
  amount: '100',
  balance: '100',
}
const content: StatementContent = {
  v: 1,
  id: 'stm_01j4qr8se5f0r8000000000001',
  holder: 'Mei Lin',
  account_number: '812345678901',
  currency: 'EUR',
  period: '2026-05',
  from: '2026-04-30T16:00:00.000Z',
  to: '2026-05-31T16:00:00.000Z',
  time_zone: 'Asia/Shanghai',
  made_at: '2026-06-01T00:00:00.000Z',
  opening: '0',
  credits: '100',
  debits: '0',
  closing: '100',
  lines: [],
}

const kindsOf = (count: number) => {
  const lines = Array.from({ length: count }, () => line)
  const reader = { locale: 'en' as const, timeZone: 'UTC' }
  const { blocks } = statementPages(
    { ...content, lines },
    { reader, operator: 'OKPay', hash: Buffer.alloc(32) },
  )
  return blocks
}

test('a month of thousands of entries is printed with its balances, and says where the entries are', () => {
  expect(kindsOf(2_000).some(({ kind }) => kind === 'table')).toBe(true)
  const blocks = kindsOf(2_001)
  expect(blocks.some(({ kind }) => kind === 'table')).toBe(false)
  expect(blocks).toContainEqual(
    expect.objectContaining({ kind: 'paragraph', text: expect.stringContaining('2,001 entries') }),
  )
})

test.each(localeSchema.options)('whatever a journal can do to a customer has a word in %s', locale => {
  const journals = [
    'conversion',
    'deposit',
    'deposit.reversed',
    'hold.captured',
    'journal.reversed',
    'refund',
    'transfer',
    'transfer_abroad',
    'transfer_abroad.returned',
    'transfer_abroad.undone',
    'withdrawal.returned',
  ]
  expect(journals.filter(kind => !Object.hasOwn(recordTexts[locale].kinds, kind))).toEqual([])
})
