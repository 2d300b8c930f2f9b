import { Link } from '@tanstack/react-router'
import { CalendarClock, ChevronRight, HandCoins, Hourglass, Users } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { List, RowContent, rowClass } from '../../ui/list.tsx'

const ways = [
  { to: '/app/requests', icon: <HandCoins />, name: 'request' },
  { to: '/app/requests/split', icon: <Users />, name: 'split' },
  { to: '/app/scheduled', icon: <CalendarClock />, name: 'schedule' },
  { to: '/app/invitations', icon: <Hourglass />, name: 'waiting' },
] as const

/** What else there is besides sending at once. */
export function OtherWays() {
  const { t } = useTranslation()
  return (
    <nav aria-label={t('later.ways.title')} className="pt-6">
      <List>
        {ways.map(({ to, icon, name }) => (
          <li key={name}>
            <Link to={to} className={rowClass}>
              <RowContent
                icon={icon}
                title={t(`later.ways.${name}`)}
                detail={t(`later.ways.${name}Text`)}
                value={<ChevronRight aria-hidden className="size-5 text-muted rtl:rotate-180" />}
              />
            </Link>
          </li>
        ))}
      </List>
    </nav>
  )
}
