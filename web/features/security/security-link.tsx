import { Link } from '@tanstack/react-router'
import { ChevronRight, ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { List, RowContent, rowClass } from '../../ui/list.tsx'

/** The way to the security centre where there is no room for it in the navigation. Its texts are in `security`. */
export function SecurityLink() {
  const { t } = useTranslation()
  return (
    <List>
      <li>
        <Link to="/app/security" className={rowClass}>
          <RowContent icon={<ShieldCheck />} title={t('security.title')} detail={t('security.intro')} />
          <ChevronRight aria-hidden className="size-4.5 shrink-0 text-muted rtl:-scale-x-100" />
        </Link>
      </li>
    </List>
  )
}
