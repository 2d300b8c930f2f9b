import { useQuery } from '@tanstack/react-query'
import { UsersRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Desk } from './desk.tsx'
import { membersQuery, type Member } from './queries.ts'
import { StateBadge } from './state-badge.tsx'

/** Who works here, as what, and with which second factor; people are invited and let go by the operator. */
export function MembersPage() {
  const { t } = useTranslation()
  const members = useQuery(membersQuery)
  return (
    <Desk
      title={t('console.members.title')}
      intro={t('console.members.intro')}
      query={members}
      empty={{ icon: <UsersRound />, title: t('console.members.empty') }}
    >
      {rows => <Members members={rows} />}
    </Desk>
  )
}

function Members({ members }: { members: readonly Member[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <DataTable
      label={t('console.members.title')}
      columns={[
        { name: 'name', head: t('console.members.name'), main: true },
        { name: 'roles', head: t('console.members.roles') },
        { name: 'factors', head: t('console.members.factors') },
        { name: 'status', head: t('console.recovery.state') },
        { name: 'seen', head: t('console.members.lastSeen') },
      ]}
      rows={members.map(member => ({
        key: member.id,
        cells: {
          name: (
            <span className="flex flex-col">
              <span className="font-medium wrap-anywhere">{member.name}</span>
              <span className="text-muted wrap-anywhere">{member.email}</span>
            </span>
          ),
          roles: member.roles.map(role => t(`console.roles.${role}`)).join(' · '),
          factors: member.factors.map(factor => t(`console.members.factor.${factor}`)).join(' · ') || '–',
          status: (
            <StateBadge
              tone={member.status === 'active' ? 'ok' : member.status === 'invited' ? 'info' : 'neutral'}
            >
              {t(`console.members.status.${member.status}`)}
            </StateBadge>
          ),
          seen: (
            <span className="text-muted">
              {member.last_seen_at === null
                ? t('console.members.never')
                : formatTime(member.last_seen_at, language)}
            </span>
          ),
        },
      }))}
    />
  )
}
