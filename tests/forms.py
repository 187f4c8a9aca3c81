"""What a browser would send back for a page of the admin that was just opened."""


def filled(response, **changes):
    """Every value that the page's forms show, with some typed anew. Keys are the names of the inputs."""
    context = response.context
    formsets = [
        inline.formset for inline in context["inline_admin_formsets"] if hasattr(inline.formset, "management_form")
    ]
    forms = [context["adminform"].form, *(formset.management_form for formset in formsets)]
    forms += [form for formset in formsets for form in formset.forms]
    sent = {"snapshot": context["snapshot"]}
    for form in forms:
        sent |= {bound.html_name: written(bound.value()) for bound in form if not bound.field.disabled}
    return {name: value for name, value in (sent | changes).items() if value is not False}


def written(value):
    """As an input writes it."""
    if value is None or value is False:
        return "" if value is None else False
    if isinstance(value, (list, tuple)):
        return [str(getattr(one, "pk", one)) for one in value]
    return "on" if value is True else str(value)


def save(client, url, **changes):
    """Open a page, type something, save it; where the page shows first what that would do, as it is shown."""
    sent = filled(client.get(url), **changes)
    answer = client.post(url, sent)
    if preview := preview_of(answer):
        return client.post(url, sent | {"shown": preview.mark})
    return answer


def preview_of(answer):
    """What the page says that saving would do, if it was not saved."""
    context = answer.context if answer.status_code == 200 else None
    return getattr(context["adminform"].form, "preview", None) if context and "adminform" in context else None
