import { Link } from '@tanstack/react-router'
import { ChevronRight, Globe } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { List, RowContent, rowClass } from '../../ui/list.tsx'

/** The other way to send: to a bank account in another country. */
export function AbroadLink() {
  const { t } = useTranslation()
  return (
    <List className="mt-6">
      <li>
        <Link to="/app/send/abroad" className={rowClass}>
          <RowContent icon={<Globe />} title={t('abroad.entry')} detail={t('abroad.entryText')} />
          <ChevronRight aria-hidden className="size-5 shrink-0 text-muted rtl:rotate-180" />
        </Link>
      </li>
    </List>
  )
}
