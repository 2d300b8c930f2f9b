import { useMutation } from '@tanstack/react-query'
import { useId } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import { NameField } from './name-field.tsx'
import type { Passkey } from './passkey-row.tsx'
import { passkeysQuery } from './queries.ts'

export function RenamePasskey({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useTranslation()
  const formId = useId()
  const form = useForm({ defaultValues: { name: passkey.name } })
  const rename = useMutation({
    mutationFn: ({ name }: { name: string }) =>
      api('renamePasskey', { params: { passkey: passkey.id }, body: { name } }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: passkeysQuery.queryKey })
      showToast({ text: t('passkeys.renamed') })
      onClose()
    },
  })
  const problem = fieldProblem(rename.error, 'name')
  return (
    <Sheet
      title={t('passkeys.renameTitle')}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={formId} pending={rename.isPending}>
            {t('passkeys.rename')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        onSubmit={event => void form.handleSubmit(typed => rename.mutate(typed))(event)}
        className="flex flex-col gap-4"
      >
        <NameField
          field={form.register('name', {
            validate: name => name.trim() !== '' || t('passkeys.nameEmpty'),
          })}
          error={form.formState.errors.name?.message ?? problem}
        />
        {rename.error && !problem ? <ErrorState error={rename.error} /> : null}
      </form>
    </Sheet>
  )
}
