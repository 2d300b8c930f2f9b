import { useTranslation } from 'react-i18next'
import { Badge } from '../../ui/badge.tsx'

export function Outcome({ outcome }: { outcome: string }) {
  const { t } = useTranslation()
  if (outcome === 'succeeded') return <Badge tone="ok">{t('console.audit.succeeded')}</Badge>
  return (
    <span className="flex flex-col items-start gap-0.5 max-md:items-end">
      <Badge tone="bad">{t('console.audit.refused')}</Badge>
      <span className="font-mono text-xs text-muted">{outcome}</span>
    </span>
  )
}
