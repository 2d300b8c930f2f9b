import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { HandCoins } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { List, RowContent, rowClass } from '../../ui/list.tsx'
import { Amount } from '../../ui/money.tsx'
import { InvitationRow } from './invitation-row.tsx'
import { invitationsQuery, requestsQuery } from './queries-later.ts'

/** On the first page: money that waits for me to accept it, and what I am asked for. Nothing where there is nothing. */
export function WaitingForMe() {
  const { t } = useTranslation()
  const { data: invitations } = useQuery(invitationsQuery('payee'))
  const { data: requests } = useQuery(requestsQuery('payer'))
  const mine = invitations?.data.filter(({ actions }) => actions.includes('accept')) ?? []
  const asked = requests?.data.filter(({ actions }) => actions.includes('pay')) ?? []
  if (mine.length + asked.length === 0) return null
  return (
    <section className="pb-8">
      <h2 className="pb-2 text-lg font-semibold">{t('later.waitingForYou')}</h2>
      <List label={t('later.waitingForYou')}>
        {mine.map(invitation => (
          <li key={invitation.id}>
            <InvitationRow invitation={invitation} />
          </li>
        ))}
        {asked.map(request => (
          <li key={request.id}>
            <Link to="/app/requests/$request" params={{ request: request.id }} className={rowClass}>
              <RowContent
                icon={<HandCoins />}
                title={<bdi>{request.requester.name}</bdi>}
                detail={request.note ? <bdi>{request.note}</bdi> : t('later.asksYou')}
                value={<Amount money={request.amount} />}
              />
            </Link>
          </li>
        ))}
      </List>
    </section>
  )
}
