import { useMutation } from '@tanstack/react-query'
import { Hourglass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { pressed } from '../../lib/order.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { RowContent, rowClass } from '../../ui/list.tsx'
import { Amount } from '../../ui/money.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { refreshMoney, type Invitation } from './queries-later.ts'

/** One transfer to an address, with the one thing its reader can do about it. */
export function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { role, counterparty, invited, amount, expires_at, actions, id, status, note } = invitation
  const act = useMutation({
    mutationFn: (action: 'accept' | 'cancel') =>
      pressed([action, id], key =>
        api(action === 'accept' ? 'acceptInvitation' : 'cancelInvitation', {
          params: { invitation: id },
          key,
        }),
      ),
    onSettled: refreshMoney,
  })
  const open = actions.includes('accept') || actions.includes('cancel')
  return (
    <div>
      <div className={rowClass}>
        <RowContent
          icon={<Hourglass />}
          title={<bdi>{role === 'payee' ? counterparty : invited.address}</bdi>}
          detail={
            open
              ? t('later.until', { date: formatDate(expires_at, language) })
              : (note ?? t('later.sentTo', { address: invited.address }))
          }
          value={<Amount money={amount} />}
          valueDetail={open ? undefined : <StatusPill status={status} />}
        />
      </div>
      {open ? (
        <div className="flex flex-col gap-2 px-4 pb-4 sm:px-5">
          {note ? (
            <p className="text-sm text-muted">
              <bdi className="break-words">{note}</bdi>
            </p>
          ) : null}
          {act.error ? <ErrorState error={act.error} /> : null}
          {actions.includes('accept') ? (
            <Button block pending={act.isPending} onClick={() => act.mutate('accept')}>
              {t('later.accept')} <Amount money={amount} />
            </Button>
          ) : (
            <Button variant="secondary" block pending={act.isPending} onClick={() => act.mutate('cancel')}>
              {t('later.takeBack')}
            </Button>
          )}
        </div>
      ) : null}
    </div>
  )
}
