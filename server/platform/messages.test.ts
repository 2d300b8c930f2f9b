import { describe, expect, test } from 'vitest'
import { errorCatalogue, errorCodes, fieldCodes } from '../../contract/errors.ts'
import { localeSchema } from '../../contract/schemas.ts'
import english from '../messages/en.json' with { type: 'json' }
import chinese from '../messages/zh-CN.json' with { type: 'json' }
import { fieldText, refusalText } from './messages.ts'

const locales = localeSchema.options
const utc = (locale: (typeof locales)[number]) => ({ locale, timeZone: 'UTC' })

/** All paths of texts, with the facts each may mention. */
function texts(part: unknown, path = ''): Map<string, string> {
  if (typeof part === 'string')
    return new Map([
      [
        path,
        Array.from(part.matchAll(/\{\{\w+\}\}/g), String)
          .sort()
          .join(),
      ],
    ])
  if (typeof part !== 'object' || part === null) return new Map()
  // Sentences may be divided differently in each language; their facts together must be the same.
  if (Array.isArray(part)) return texts(part.join(' '), path)
  return new Map(Object.entries(part).flatMap(([key, inner]) => [...texts(inner, `${path}.${key}`)]))
}

test('both languages have the same keys and the same facts in each', () => {
  expect(texts(chinese)).toEqual(texts(english))
})

const facts = {
  available: { value: '1.00', currency: 'EUR' },
  missing: { value: '1.00', currency: 'EUR' },
  minimum: { value: '1.00', currency: 'EUR' },
  maximum: { value: '1.00', currency: 'EUR' },
  limit: { value: '1.00', currency: 'EUR' },
  remaining: { value: '1.00', currency: 'EUR' },
  fee: { value: '1.00', currency: 'EUR' },
  interval: 'daily',
  resets_at: '2026-01-01T00:00:00Z',
  attempts_left: 3,
  max_bytes: 65_536,
  retry_after_seconds: 90,
  request_id: 'r-1',
}

describe.each(locales)('in %s', locale => {
  test.each(errorCodes)('%s has a title and a detail, with facts and without', code => {
    const told = [facts, {}].map(known => refusalText(code, known, utc(locale)))
    for (const { title, detail } of told) {
      expect(title.length).toBeGreaterThan(2)
      expect(detail.length).toBeGreaterThan(5)
      expect(title + detail).not.toMatch(/\{\{|\}\}|undefined|NaN/)
    }
  })

  test.each(fieldCodes)('a sentence for a field that is %s', code => {
    const told = [{ min: 2, max: 9, options: 'a, b' }, {}].map(known => fieldText(code, known, utc(locale)))
    for (const text of told) {
      expect(text.length).toBeGreaterThan(4)
      expect(text).not.toMatch(/\{\{|\}\}|undefined/)
    }
  })
})

const waiting = errorCodes.filter(code => {
  const { next, status } = errorCatalogue[code]
  return ['retry_later', 'retry'].includes(next) && status >= 423
})

test.each(waiting)('%s tells how long to wait', code => {
  const { detail } = refusalText(code, { retry_after_seconds: 90 }, utc('en'))
  expect(detail).toContain('1 minute 30 seconds')
})

describe('facts in the reader’s own way of writing', () => {
  const limit = (locale: 'en' | 'zh-CN', facts: Record<string, unknown>, timeZone = 'UTC') =>
    refusalText('limit_exceeded', facts, { locale, timeZone }).detail

  test('amounts are exact beyond doubles, with the decimals of their currency', () => {
    const remaining = (value: string, currency: string) => ({ remaining: { value, currency } })
    expect(limit('en', remaining('9999999999999999.99', 'EUR'))).toContain(
      '9,999,999,999,999,999.99\u00A0EUR',
    )
    expect(limit('en', remaining('1000', 'JPY'))).toContain('1,000\u00A0JPY')
    expect(limit('en', remaining('0.005', 'KWD'))).toContain('0.005')
    expect(limit('zh-CN', remaining('1000.5', 'CNY'))).toContain('1,000.50\u00A0CNY')
  })

  test('times in their zone, terms in their language', () => {
    const facts = { resets_at: '2026-03-01T16:00:00Z', interval: 'daily' }
    expect(limit('en', facts, 'Asia/Shanghai')).toContain('Mar 2, 2026')
    expect(limit('zh-CN', facts, 'Asia/Shanghai')).toContain('2026年3月2日')
    expect(limit('zh-CN', facts)).toContain('限额类型：每日。')
  })

  test('a sentence about an unknown fact is left out', () => {
    expect(limit('en', {})).toBe('Nothing was taken. Choose a smaller amount.')
  })

  test.each([
    [0.2, '1 second', '1秒钟'],
    [59.1, '1 minute', '1分钟'],
    [3_600, '1 hour', '1小时'],
    [5_400, '1 hour 30 minutes', '1小时30分钟'],
  ])('%d seconds', (seconds, en, zh) => {
    const locked = (locale: 'en' | 'zh-CN') =>
      refusalText('account_locked', { retry_after_seconds: seconds }, utc(locale)).detail
    expect(locked('en')).toContain(`try again in ${en}.`)
    expect(locked('zh-CN')).toContain(`在${zh}后`)
  })

  test('a word that is also a property of every object is only a word', () => {
    expect(limit('en', { interval: 'constructor' })).toContain('Kind of limit: constructor.')
  })
})
