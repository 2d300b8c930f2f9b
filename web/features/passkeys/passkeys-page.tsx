import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hasPasskeys } from '../../lib/passkeys.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, EmptyState, PageHeader } from '../../ui/layout.tsx'
import { List } from '../../ui/list.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { AddPasskey } from './add-passkey.tsx'
import { PasskeyRow, type Passkey } from './passkey-row.tsx'
import { passkeysQuery } from './queries.ts'
import { RemovePasskey } from './remove-passkey.tsx'
import { RenamePasskey } from './rename-passkey.tsx'

/** What is open above the list; one thing at a time. */
type Open = { kind: 'add' } | { kind: 'rename' | 'remove'; passkey: Passkey } | undefined

/** As many as the server keeps; it has the last word. */
const maxPasskeys = 20

export function PasskeysPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(passkeysQuery)
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const passkeys = data?.data
  const canAdd = hasPasskeys() && passkeys !== undefined && passkeys.length < maxPasskeys
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col">
      <PageHeader
        title={t('passkeys.title')}
        intro={t('passkeys.intro')}
        back="/app/security"
        action={
          canAdd && passkeys.length > 0 ? (
            <Button size="sm" onClick={() => setOpen({ kind: 'add' })}>
              <Plus aria-hidden className="size-4.5" />
              {t('passkeys.add')}
            </Button>
          ) : null
        }
      />
      <div className="flex flex-col gap-4">
        {hasPasskeys() ? null : <Alert tone="warn">{t('passkeys.unsupported')}</Alert>}
        {passkeys && passkeys.length >= maxPasskeys ? (
          <Alert tone="info">{t('passkeys.limit', { max: passkeys.length })}</Alert>
        ) : null}
        {passkeys ? (
          <Passkeys passkeys={passkeys} canAdd={canAdd} onOpen={setOpen} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonRows rows={2} />
        )}
      </div>
      {open?.kind === 'add' ? <AddPasskey onClose={close} /> : null}
      {open?.kind === 'rename' ? <RenamePasskey passkey={open.passkey} onClose={close} /> : null}
      {open?.kind === 'remove' ? (
        <RemovePasskey passkey={open.passkey} last={passkeys?.length === 1} onClose={close} />
      ) : null}
    </div>
  )
}

type PasskeysProps = { passkeys: readonly Passkey[]; canAdd: boolean; onOpen: (open: Open) => void }

function Passkeys({ passkeys, canAdd, onOpen }: PasskeysProps) {
  const { t } = useTranslation()
  if (passkeys.length === 0)
    return (
      <Card flush>
        <EmptyState
          icon={<KeyRound />}
          title={t('passkeys.emptyTitle')}
          action={
            canAdd ? <Button onClick={() => onOpen({ kind: 'add' })}>{t('passkeys.add')}</Button> : null
          }
        >
          {t('passkeys.emptyText')}
        </EmptyState>
      </Card>
    )
  return (
    <List label={t('passkeys.list')}>
      {passkeys.map(passkey => (
        <PasskeyRow
          key={passkey.id}
          passkey={passkey}
          onRename={() => onOpen({ kind: 'rename', passkey })}
          onRemove={() => onOpen({ kind: 'remove', passkey })}
        />
      ))}
    </List>
  )
}
