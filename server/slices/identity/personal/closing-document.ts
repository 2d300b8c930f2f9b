import { createHmac, timingSafeEqual } from 'node:crypto'
import { toTypeId } from '../../../../contract/ids.ts'
import { escapeHtml } from '../../../platform/http/html.ts'
import { pageText, timeText } from '../../../platform/messages.ts'
import type { CustomerRow } from '../tables.ts'
import type { AccountClosingRow } from './tables.ts'
import { recordsKeptYears } from './times.ts'

/** Opens the confirmation of one closing; stored nowhere, made again from its id. */
export function documentToken(codeKey: Buffer, closingId: string): string {
  return createHmac('sha256', codeKey).update(`closing document ${closingId}`).digest('base64url')
}

export function isDocumentToken(codeKey: Buffer, closingId: string, token: string): boolean {
  const right = Buffer.from(documentToken(codeKey, closingId))
  const given = Buffer.from(token)
  return given.length === right.length && timingSafeEqual(given, right)
}

export type ClosingDocument = {
  closing: AccountClosingRow
  customer: CustomerRow
  /** Lines other slices add, such as the account number. */
  lines: readonly { label: string; value: string }[]
  operator: { name: string; supportEmail: string; timeZone: string }
}

/** The confirmation a former customer keeps: one page that prints, in their language, nothing loaded from anywhere. */
export function closingDocument({ closing, customer, lines, operator }: ClosingDocument): string {
  const { locale } = customer
  const say = (key: Parameters<typeof pageText>[0]) => escapeHtml(pageText(key, locale))
  const time = (at: Date) => timeText(at, { locale, timeZone: customer.time_zone ?? operator.timeZone })
  const rows = [
    { label: pageText('closing_name', locale), value: customer.name },
    { label: pageText('closing_email', locale), value: customer.email },
    ...lines,
    { label: pageText('closing_opened', locale), value: time(customer.created_at) },
    { label: pageText('closing_asked', locale), value: time(closing.asked_at) },
    { label: pageText('closing_closed', locale), value: time(closing.ended_at ?? closing.closes_at) },
    { label: pageText('closing_reference', locale), value: toTypeId('accountClosing', closing.id) },
  ]
  const kept = pageText('closing_kept', locale).replace('{{years}}', String(recordsKeptYears))
  const contact = pageText('closing_contact', locale).replace('{{support}}', operator.supportEmail)
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><title>${say('closing_title')}</title>
<style>
body { font: 12pt/1.6 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; color: #16211d; max-width: 42rem; margin: 3rem auto; padding: 0 1.5rem; }
h1 { font-size: 18pt; } table { border-collapse: collapse; width: 100%; margin: 1.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 1rem 0.5rem 0; border-bottom: 1px solid #d7dfda; } th { font-weight: 600; color: #55635d; width: 40%; }
</style></head><body>
<p>${escapeHtml(operator.name)}</p><h1>${say('closing_title')}</h1><p>${say('closing_text')}</p>
<table>${rows.map(row => `<tr><th>${escapeHtml(row.label)}</th><td>${escapeHtml(row.value)}</td></tr>`).join('')}</table>
<p>${escapeHtml(kept)}</p><p>${escapeHtml(contact)}</p>
</body></html>
`
}
