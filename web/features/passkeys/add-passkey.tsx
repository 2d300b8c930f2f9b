import { useMutation } from '@tanstack/react-query'
import { useId, useRef } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { deviceName } from '../../../contract/device.ts'
import { api, type Answer } from '../../lib/api.ts'
import { makePasskey, troubleOf } from '../../lib/passkeys.ts'
import { queryClient } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import { NameField } from './name-field.tsx'
import { passkeysQuery } from './queries.ts'

/** A question to the browser, and until when on this device's clock it is worth an answer. */
type Question = { options: Answer<'beginPasskey'>['options']; until: number }

/** Time to answer the browser; a question with less left is asked for anew. */
const enoughMs = 60_000

async function askServer(): Promise<Question> {
  const { options } = await api('beginPasskey', {})
  return { options, until: Date.now() + options.timeout - enoughMs }
}

export function AddPasskey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const formId = useId()
  const form = useForm({ defaultValues: { name: deviceName(navigator.userAgent) ?? '' } })
  // Whoever closes the browser's window by mistake need not confirm a second time that it is them.
  const question = useRef<Question>(undefined)
  const add = useMutation({
    async mutationFn({ name }: { name: string }) {
      const kept = question.current
      const asked = kept && kept.until > Date.now() ? kept : await askServer()
      question.current = asked
      const attestation = await makePasskey(asked.options)
      // From here on it is used up, whatever the server says.
      question.current = undefined
      return await api('addPasskey', { body: { name, attestation } })
    },
    async onSuccess({ name }) {
      await queryClient.invalidateQueries({ queryKey: passkeysQuery.queryKey })
      showToast({ text: t('passkeys.added', { name }) })
      onClose()
    },
  })
  return (
    <Sheet
      title={t('passkeys.addTitle')}
      description={t('passkeys.addText')}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={formId} pending={add.isPending}>
            {t('passkeys.addAction')}
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
        onSubmit={event => void form.handleSubmit(typed => add.mutate(typed))(event)}
        className="flex flex-col gap-4"
      >
        <NameField
          field={form.register('name', {
            validate: name => name.trim() !== '' || t('passkeys.nameEmpty'),
          })}
          error={form.formState.errors.name?.message}
        />
        <AddProblem error={add.error} />
      </form>
    </Sheet>
  )
}

function AddProblem({ error }: { error: Error | null }) {
  const { t } = useTranslation()
  if (error === null) return null
  const trouble = troubleOf(error)
  if (trouble === undefined) return <ErrorState error={error} />
  if (trouble === 'replaced') return null
  return (
    <Alert tone={trouble === 'closed' ? 'info' : 'bad'} live>
      {t(`passkeys.problem.${trouble}`)}
    </Alert>
  )
}
