import { Link } from '@tanstack/react-router'
import { ChevronRight, Gauge } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { List, RowContent, rowClass } from '../../ui/list.tsx'

/** The way to one's own limits from the profile. */
export function LimitsLink() {
  const { t } = useTranslation()
  return (
    <List>
      <li>
        <Link to="/app/limits" className={rowClass}>
          <RowContent
            icon={<Gauge />}
            title={t('prices.limits.ownTitle')}
            detail={t('prices.limits.ownIntro')}
          />
          <ChevronRight aria-hidden className="size-4.5 shrink-0 text-muted rtl:-scale-x-100" />
        </Link>
      </li>
    </List>
  )
}
