import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { codeOf } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import type { Passkey } from './passkey-row.tsx'
import { passkeysQuery } from './queries.ts'

type RemovePasskeyProps = { passkey: Passkey; last: boolean; onClose: () => void }

export function RemovePasskey({ passkey, last, onClose }: RemovePasskeyProps) {
  const { t } = useTranslation()
  const { name } = passkey
  const remove = useMutation({
    async mutationFn() {
      try {
        await api('removePasskey', { params: { passkey: passkey.id } })
      } catch (error) {
        // Removed elsewhere already, which is what was wanted.
        if (codeOf(error) !== 'not_found') throw error
      }
    },
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: passkeysQuery.queryKey })
      showToast({ text: t('passkeys.removed', { name }) })
      onClose()
    },
  })
  return (
    <Sheet
      title={t('passkeys.removeTitle')}
      description={t('passkeys.removeText', { name })}
      onClose={onClose}
      footer={
        <>
          <Button variant="danger" pending={remove.isPending} onClick={() => remove.mutate()}>
            {t('passkeys.remove')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {last ? <p className="text-sm">{t('passkeys.removeLast')}</p> : null}
        {remove.error ? <ErrorState error={remove.error} /> : null}
      </div>
    </Sheet>
  )
}
