import { grouped } from '../../../contract/check-digit.ts'
import { moneyText, timeText, type Reader } from '../../platform/messages.ts'
import { noticeTexts, type NoticeTexts } from '../../platform/notice-texts.ts'
import type { FactName, Notice, NoticeFact } from './notices.ts'

/** A notice as one reader reads it, still plain text; the same words in the app, in mails and on a phone. */
export type NoticeText = {
  title: string
  text: string
  facts: readonly { label: string; value: string }[]
  /** Path in the web application. */
  link: string
}

export function noticeText(notice: Notice, reader: Reader): NoticeText {
  const texts = noticeTexts[reader.locale]
  const { title, text } = texts.texts[notice.template]
  const known = factsIn(notice, reader)
  return {
    title: fill(title, known),
    text: fill(text, known),
    facts: 'facts' in notice.params ? rowsOf(notice.params.facts, texts, reader) : [],
    link: linkOf(notice),
  }
}

function linkOf(notice: Notice): string {
  if (notice.template === 'welcome') return '/app'
  if (notice.template === 'prices_announced') return '/fees'
  if (notice.template === 'limits_announced') return '/limits'
  if (notice.template === 'rate_alert_reached') return '/app/exchange'
  if (notice.template === 'export_ready') return '/app/statements'
  if (inProfile.includes(notice.template)) return '/app/profile'
  if (notice.template.startsWith('schedule_')) return '/app/scheduled'
  if (notice.template.startsWith('request_') && 'id' in notice.params)
    return `/app/requests/${notice.params.id}`
  if ('number' in notice.params) return `/app/transactions/${notice.params.number}`
  return '/app/security'
}

/** What is looked at and mended with one's own data, and not in the security centre. */
const inProfile: readonly Notice['template'][] = [
  'data_export_ready',
  'name_change_asked',
  'name_changed',
  'name_change_refused',
  'name_change_expired',
  'phone_verified',
  'phone_lost',
  'customer_pending_verification',
  'customer_closing',
  'closing_canceled',
  'closing_stopped',
]

function factsIn(notice: Notice, { locale }: Reader): Record<string, string> {
  const known: Record<string, string> = {}
  for (const [name, value] of Object.entries(notice.params)) {
    if (typeof value === 'string') known[name] = name === 'number' ? grouped(value) : value
    else if (value !== undefined && !Array.isArray(value)) known[name] = moneyText(value, locale)
  }
  return known
}

/** Control characters, line ends and direction overrides: a device may call itself anything. */
const notInLine = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu

function rowsOf(
  facts: readonly NoticeFact[],
  texts: NoticeTexts,
  reader: Reader,
): { label: string; value: string }[] {
  const isChanged = facts.some(({ name }) => name === 'amount_before')
  return facts.flatMap(({ name, value }) => {
    const shown =
      typeof value === 'string'
        ? shownText(name, value.replaceAll(notInLine, ' ').trim(), texts, reader)
        : moneyText(value, reader.locale)
    return shown === undefined || shown === ''
      ? []
      : [{ label: texts.rows[rowOf(name, isChanged)], value: shown }]
  })
}

/** An amount is one of now only beside the one before; of a withdrawal it is just the amount. */
function rowOf(name: FactName, isChanged: boolean): keyof NoticeTexts['rows'] {
  return name === 'amount' && isChanged ? 'amount_now' : name
}

const coded: readonly FactName[] = ['reason', 'scope', 'operation']

/** Our own codes only where we have a word for them: nobody is shown `frozen_by_customer`. */
function shownText(
  name: FactName,
  value: string,
  { words }: NoticeTexts,
  reader: Reader,
): string | undefined {
  if (coded.includes(name)) return Object.hasOwn(words, value) ? words[value] : undefined
  if (name === 'change_en') return reader.locale === 'en' ? value : undefined
  if (name === 'change_zh') return reader.locale === 'zh-CN' ? value : undefined
  if (name === 'device' && value === '?') return words['unknown_device']
  if (name === 'place') return placeText(value, words, reader)
  if (name !== 'until' && name !== 'starts' && name !== 'expected_by') return value
  const time = new Date(value)
  return Number.isNaN(time.getTime()) ? undefined : timeText(time, reader)
}

/** Countries come as ISO 3166 codes. */
function placeText(value: string, words: NoticeTexts['words'], { locale }: Reader): string | undefined {
  if (value === 'private') return words['private_network']
  return /^[A-Z]{2}$/.test(value) ? new Intl.DisplayNames(locale, { type: 'region' }).of(value) : value
}

const placeholder = /\{\{(\w+)\}\}/g

function fill(text: string, known: Readonly<Record<string, string>>): string {
  return text.replaceAll(placeholder, (_, name: string) => {
    const value = Object.hasOwn(known, name) ? known[name] : undefined
    if (value === undefined) throw new Error(`a notice names {{${name}}}, which it does not have`)
    return value.replaceAll(notInLine, ' ')
  })
}
