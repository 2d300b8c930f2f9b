import { grouped } from '../../../contract/check-digit.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import { moneyText, type Reader } from '../../platform/messages.ts'
import type { PdfBlock, PdfPages } from '../../platform/pdf.ts'
import { fillIn, recordTexts, wordOf } from '../../platform/record-texts.ts'
import type { StatementContent, StatementLine } from './statement-content.ts'

/** What is printed in seconds; ten times as many lines would hold up everybody else's documents for a minute. */
const mostPrinted = 2_000

/** A statement to read: the same content in either language, with the sum that proves it and its hash. */
export function statementPages(
  content: StatementContent,
  { reader, operator, hash }: { reader: Reader; operator: string; hash: Buffer },
): PdfPages {
  const { locale } = reader
  const texts = recordTexts[locale]
  const { statement: words } = texts
  const amount = (minor: string): string =>
    moneyText(toWireMoney(money(BigInt(minor), content.currency)), locale)
  const sums = {
    opening: amount(content.opening),
    credits: amount(content.credits),
    debits: amount(content.debits),
    closing: amount(content.closing),
  }
  const period = periodText(content, locale)
  const fact = (label: string, value: string, strong = false) => ({ label, value, strong })
  return {
    title: `${words.title} ${period} ${content.currency}`,
    author: operator,
    language: locale,
    footer: `${operator} · ${words.title} ${period} ${content.currency}`,
    createdAt: content.made_at,
    blocks: [
      { kind: 'title', text: words.title, under: fillIn(words.of, { period, currency: content.currency }) },
      {
        kind: 'facts',
        lines: [
          fact(words.holder, content.holder),
          fact(words.account, grouped(content.account_number)),
          fact(words.period, daysText(content, locale)),
          fact(words.opening, sums.opening),
          fact(words.credits, sums.credits),
          fact(words.debits, sums.debits),
          fact(words.closing, sums.closing, true),
        ],
      },
      { kind: 'heading', text: words.entries },
      entriesOf(content, locale, amount),
      { kind: 'paragraph', text: fillIn(words.proof, sums), quiet: true },
      { kind: 'paragraph', text: fillIn(words.hash, { hash: hash.toString('hex') }), quiet: true },
    ],
  }
}

/** The entries as a table, or where they are. */
function entriesOf(
  content: StatementContent,
  locale: Reader['locale'],
  amount: (minor: string) => string,
): PdfBlock {
  const { statement: words } = recordTexts[locale]
  const { length: count } = content.lines
  if (count === 0) return { kind: 'paragraph', text: words.none, quiet: false }
  if (count > mostPrinted) {
    const lines = new Intl.NumberFormat(locale).format(count)
    return { kind: 'paragraph', text: fillIn(words.many, { lines }), quiet: false }
  }
  return {
    kind: 'table',
    columns: [
      { title: words.date, width: 0.13, align: 'left' },
      { title: words.what, width: 0.14, align: 'left' },
      { title: words.details, width: 0.37, align: 'left' },
      { title: words.amount, width: 0.18, align: 'right' },
      { title: words.balance, width: 0.18, align: 'right' },
    ],
    rows: content.lines.map(line => rowOf(line, content, locale, amount)),
  }
}

function rowOf(
  line: StatementLine,
  content: StatementContent,
  locale: Reader['locale'],
  amount: (minor: string) => string,
): string[] {
  const texts = recordTexts[locale]
  const booked = dayOf(line.recorded_at, content.time_zone)
  const details = [
    line.counterparty,
    line.note,
    line.number === null ? null : grouped(line.number),
    line.effective_on === booked ? null : fillIn(texts.statement.effective, { day: line.effective_on }),
  ]
  return [
    booked,
    wordOf(texts.kinds, line.kind),
    details.filter(each => each !== null && each !== '').join(' · '),
    amount(line.amount),
    amount(line.balance),
  ]
}

/** The calendar day of an instant, `2026-11-22`. */
export function dayOf(at: string, timeZone: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDate().toString()
}

function periodText({ from, time_zone: timeZone }: StatementContent, locale: string): string {
  return new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone }).format(new Date(from))
}

function daysText({ from, to, time_zone: timeZone }: StatementContent, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone })
  return `${format.formatRange(new Date(from), new Date(Date.parse(to) - 1))} (${timeZone})`
}
