import { useTranslation } from 'react-i18next'
import { StateBadge } from './state-badge.tsx'

export function Outcome({ outcome }: { outcome: string }) {
  const { t } = useTranslation()
  if (outcome === 'succeeded') return <StateBadge tone="ok">{t('console.audit.succeeded')}</StateBadge>
  return (
    <span className="flex flex-col items-start gap-0.5 max-md:items-end">
      <StateBadge tone="bad">{t('console.audit.refused')}</StateBadge>
      <span className="font-mono text-xs text-muted">{outcome}</span>
    </span>
  )
}
