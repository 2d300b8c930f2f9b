import { MailPlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'

/** Whether a text can be an address that money can be sent to: an e-mail or a mobile number, and no account number. */
export function canBeInvited(text: string): boolean {
  const trimmed = text.trim()
  if (trimmed.includes('@')) return true
  const digits = trimmed.replaceAll(/\D/g, '')
  return digits.length >= 7 && !(digits.length === 12 && digits.startsWith('8'))
}

/** Nobody has this address yet: the money can wait for them. */
export function NotHereYet({ address, onInvite }: { address: string; onInvite: () => void }) {
  const { t } = useTranslation()
  return (
    <div role="status" className="flex flex-col gap-3 rounded-lg bg-brand-soft/60 p-4">
      <p className="font-semibold">{t('later.notHereTitle')}</p>
      <p className="text-sm text-muted">
        {t('later.notHereText')} <bdi className="wrap-anywhere">{address}</bdi>
      </p>
      <Button variant="secondary" block onClick={onInvite}>
        <MailPlus aria-hidden className="size-4.5" />
        {t('later.sendAnyway')}
      </Button>
    </div>
  )
}
