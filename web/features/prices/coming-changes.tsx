import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert } from '../../ui/alert.tsx'

type Coming = { version: number; valid_from: string; change: { en: string; 'zh-CN': string } | null }

/** What will change and when, before it does. */
export function ComingChanges({ upcoming }: { upcoming: readonly Coming[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return upcoming.map(({ version, valid_from: from, change }) => (
    <Alert key={version} title={t('prices.coming', { date: formatTime(from, language) })}>
      {change?.[language] || t('prices.comingUnnamed')}
    </Alert>
  ))
}
