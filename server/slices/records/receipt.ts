import { grouped } from '../../../contract/check-digit.ts'
import type { WireMoney } from '../../../contract/money.ts'
import { moneyText, timeText, type Reader } from '../../platform/messages.ts'
import type { PdfPages } from '../../platform/pdf.ts'
import { fillIn, recordTexts, wordOf } from '../../platform/record-texts.ts'
import type { ReadTransaction } from '../wallet/index.ts'

type Holder = { holderName: string; accountNumber: string }

/** What a customer keeps of a transaction: amounts, fees, both sides, times, and the journals that prove it. */
export function receiptPages(
  transaction: ReadTransaction,
  context: { holder: Holder; reader: Reader; operator: string; publicUrl: string; now: Date },
): PdfPages {
  const { reader, operator, now } = context
  const texts = recordTexts[reader.locale]
  const { receipt: words } = texts
  const number = grouped(transaction.number)
  const kind = wordOf(texts.kinds, transaction.kind)
  return {
    title: `${words.title} ${number}`,
    author: operator,
    language: reader.locale,
    footer: `${operator} · ${words.title} ${number}`,
    createdAt: now.toISOString(),
    blocks: [
      { kind: 'title', text: words.title, under: fillIn(words.of, { kind, number }) },
      { kind: 'facts', lines: [...amounts(transaction, reader), ...people(transaction, context)] },
      { kind: 'heading', text: words.proof },
      {
        kind: 'facts',
        lines: transaction.timeline.flatMap(({ evidence, at }) =>
          evidence?.kind === 'journal'
            ? [
                {
                  label: `${words.journal} · ${timeText(new Date(at), reader)}`,
                  value: evidence.reference,
                  strong: false,
                },
              ]
            : [],
        ),
      },
      {
        kind: 'paragraph',
        quiet: true,
        text: fillIn(words.explain, {
          time: timeText(now, reader),
          url: `${context.publicUrl}/app/transactions/${transaction.number}`,
        }),
      },
    ],
  }
}

type Line = { label: string; value: string; strong: boolean }

function amounts(transaction: ReadTransaction, reader: Reader): Line[] {
  const texts = recordTexts[reader.locale]
  const { receipt: words } = texts
  const amount = (label: string, wire: WireMoney, strong = false): Line => ({
    label,
    value: moneyText(wire, reader.locale),
    strong,
  })
  const { fees, received, direction } = transaction
  const paid = fees.filter(line => /[1-9]/.test(line.amount.value))
  return [
    {
      ...amount(words.amount, transaction.amount, true),
      value: `${direction === 'out' ? '−' : '+'}${moneyText(transaction.amount, reader.locale)}`,
    },
    amount(words.principal, transaction.principal),
    ...(paid.length === 0
      ? [{ label: wordOf(texts.fees, 'other'), value: words.noFee, strong: false }]
      : paid.map(line => amount(wordOf(texts.fees, feeWord(line.kind)), line.amount))),
    ...(received ? [amount(words.received, received, true)] : []),
  ]
}

const feeWord = (kind: string): string => (kind === 'fx_markup' ? kind : 'other')

function people(
  transaction: ReadTransaction,
  { holder, reader }: { holder: Holder; reader: Reader },
): Line[] {
  const texts = recordTexts[reader.locale]
  const { receipt: words } = texts
  const line = (label: string, value: string | null): Line[] =>
    value === null || value === '' ? [] : [{ label, value, strong: false }]
  const { created_at: created, updated_at: updated } = transaction
  return [
    ...line(words.status, wordOf(texts.statuses, transaction.status)),
    ...line(words.holder, holder.holderName),
    ...line(words.account, grouped(holder.accountNumber)),
    ...line(words.counterparty, transaction.counterparty),
    ...line(words.method, transaction.method && wordOf(texts.methods, transaction.method)),
    ...line(words.note, transaction.note),
    ...line(words.created, timeText(new Date(created), reader)),
    ...(updated === created ? [] : line(words.updated, timeText(new Date(updated), reader))),
  ]
}
