import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert } from '../../ui/alert.tsx'
import { calendarsQuery } from './finance-queries.ts'

/** Said well before the holidays a currency's promises rest on run out: adding a year takes somebody some days. */
export function CalendarNotice() {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data } = useQuery(calendarsQuery)
  const ending = data?.data.filter(({ state }) => state !== 'known') ?? []
  if (ending.length === 0) return null
  return (
    <Alert
      tone={ending.some(({ state }) => state === 'ended') ? 'bad' : 'warn'}
      title={t('console.finance.calendar.title', { count: ending.length })}
      className="mb-5"
    >
      <ul className="pb-1.5">
        {ending.map(({ currency, known_until: until, days_left: days }) => (
          <li key={currency}>
            {until === null || days === null
              ? t('console.finance.calendar.ended', { currency })
              : t('console.finance.calendar.until', {
                  currency,
                  day: formatDate(`${until}T12:00:00`, language),
                  left: t('console.finance.calendar.days', { count: days }),
                })}
          </li>
        ))}
      </ul>
      {t('console.finance.calendar.text')}
    </Alert>
  )
}
