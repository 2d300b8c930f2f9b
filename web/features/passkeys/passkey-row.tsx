import { KeyRound, Pencil, ShieldOff, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../lib/api.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert } from '../../ui/alert.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'

export type Passkey = Answer<'listPasskeys'>['data'][number]

type PasskeyRowProps = { passkey: Passkey; onRename: () => void; onRemove: () => void }

export function PasskeyRow({ passkey, onRename, onRemove }: PasskeyRowProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { name, status, synced, created_at: createdAt, last_used_at: usedAt } = passkey
  return (
    <li className="flex items-start gap-3.5 px-4 py-4 sm:px-5">
      <span
        aria-hidden
        className="grid size-10 shrink-0 place-items-center rounded-full bg-sunken text-muted [&>svg]:size-4.5"
      >
        {status === 'suspended' ? <ShieldOff /> : <KeyRound />}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-2.5">
        <div>
          <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-semibold">
            <bdi className="min-w-0 wrap-anywhere">{name}</bdi>
            {status === 'suspended' ? <Badge tone="bad">{t('passkeys.suspended')}</Badge> : null}
            {status === 'active' && synced ? <Badge>{t('passkeys.synced')}</Badge> : null}
          </p>
          <p className="mt-0.5 text-sm text-muted">
            {t('passkeys.created', { at: formatTime(createdAt, language) })}
          </p>
          <p className="text-sm text-muted">
            {usedAt === null
              ? t('passkeys.neverUsed')
              : t('passkeys.used', { at: formatTime(usedAt, language) })}
          </p>
        </div>
        {status === 'suspended' ? <Alert tone="bad">{t('passkeys.suspendedText')}</Alert> : null}
        <div className="flex flex-wrap gap-2">
          <Button
            variant="secondary"
            size="sm"
            onClick={onRename}
            aria-label={`${t('passkeys.rename')}: ${name}`}
          >
            <Pencil aria-hidden className="size-4" />
            {t('passkeys.rename')}
          </Button>
          <Button
            variant="secondary"
            size="sm"
            onClick={onRemove}
            aria-label={`${t('passkeys.remove')}: ${name}`}
          >
            <Trash2 aria-hidden className="size-4" />
            {t('passkeys.remove')}
          </Button>
        </div>
      </div>
    </li>
  )
}
