import type { Finding, VerificationReport } from '../slices/ledger/index.ts'
import { sentence, sentenceOf } from './messages.ts'

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function asJson(report: VerificationReport): string {
  return JSON.stringify(
    report,
    (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  )
}

/** The report for a person: what was looked at, and each broken invariant with the rows that break it. */
export function render(report: VerificationReport): string {
  const { journals, entries, checks, chainHead, findings } = report
  const seconds = (report.durationMs / 1_000).toFixed(1)
  const lines = [
    sentence('checked', { journals: grouped(journals), entries: grouped(entries), checks, seconds }),
  ]
  if (chainHead) lines.push(sentence('sealed', { head: chainHead }))
  if (findings.length === 0) return [...lines, sentence('inOrder')].join('\n')
  return [
    ...lines,
    '',
    sentence('broken', { count: findings.length }),
    ...findings.flatMap(describe),
    '',
  ].join('\n')
}

/** A broken invariant for a person: what it says, and the rows that break it. */
export function describe({ invariant, total, first }: Finding): string[] {
  const places = total === 1 ? sentence('onePlace') : sentence('places', { count: total })
  const rest = total - first.length
  return [
    '',
    `${invariant} (${places})`,
    `  ${sentenceOf(invariant)}`,
    ...first.map(({ rows, expected, actual }) => {
      const named = Object.entries(rows).map(([name, id]) => `${name} ${id}`)
      return `  - ${sentence('violation', { rows: named.join(', '), expected, actual })}`
    }),
    ...(rest > 0 ? [`  ${sentence('more', { count: rest })}`] : []),
  ]
}

function grouped(count: bigint): string {
  return new Intl.NumberFormat('en').format(count)
}
