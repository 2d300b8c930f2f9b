import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { recipientsQuery, type Recipient } from './queries.ts'

/** Calls a recipient something else, or forgets them. */
export function EditRecipient({ recipient, onClose }: { recipient: Recipient; onClose: () => void }) {
  const { t } = useTranslation()
  const [label, setLabel] = useState(recipient.label)
  const params = { recipient: recipient.id }
  async function done() {
    await queryClient.invalidateQueries({ queryKey: recipientsQuery.queryKey })
    onClose()
  }
  const rename = useMutation({
    mutationFn: () => api('renameRecipient', { params, body: { label: label.trim() } }),
    onSuccess: done,
  })
  const remove = useMutation({ mutationFn: () => api('removeRecipient', { params }), onSuccess: done })
  const busy = rename.isPending || remove.isPending
  const error = rename.error ?? remove.error

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (label.trim() !== '') rename.mutate()
  }

  return (
    <Sheet title={t('abroad.editTitle')} description={t('abroad.editText')} onClose={onClose}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t('abroad.label')}>
          <Input
            name="label"
            value={label}
            maxLength={40}
            autoComplete="off"
            dir="auto"
            onChange={event => setLabel(event.target.value)}
          />
        </Field>
        {error ? <ErrorState error={error} /> : null}
        <Button type="submit" block pending={rename.isPending} disabled={busy || label.trim() === ''}>
          {t('abroad.save')}
        </Button>
        <Button
          type="button"
          variant="danger"
          block
          pending={remove.isPending}
          disabled={busy}
          onClick={() => remove.mutate()}
        >
          {t('abroad.remove')}
        </Button>
      </form>
    </Sheet>
  )
}
