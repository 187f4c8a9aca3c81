"""Sentences that Django, its REST framework and the theme translate themselves, and that readers here get from us.

The Chinese stands in the catalogue like any other; a pair is a sentence with its plural.
"""

OVERRIDDEN: tuple[str | tuple[str, str], ...] = (
    # Two words for “you” in one product: ours is 您.
    'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? All of the following related items will be deleted:',  # noqa: E501
    "Are you sure?",
    "The {name} “{obj}” was added successfully. You may add another {name} below.",
    "The {name} “{obj}” was changed successfully. You may add another {name} below.",
    "The {name} “{obj}” was changed successfully. You may edit it again below.",
    "The {name} “{obj}” was added successfully.",
    "The {name} “{obj}” was changed successfully.",
    "You may edit it again below.",
    "You don’t have permission to view or edit anything.",
    "Your password was changed.",
    "Your password has been set.  You may go ahead and log in now.",
    "Your username, in case you’ve forgotten:",
    "Your old password was entered incorrectly. Please enter it again.",
    "Your password can’t be a commonly used password.",
    "Your password can’t be entirely numeric.",
    "Your password can’t be too similar to your other personal information.",
    (
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    "Please enter your new password twice so we can verify you typed it in correctly.",
    "Please enter your old password, for security’s sake, and then enter your new password twice so we can verify you "
    "typed it in correctly.",
    "Forgotten your password? Enter your email address below, and we’ll email instructions for setting a new one.",
    "If you don’t receive an email, please make sure you’ve entered the address you registered with, and check your "
    "spam folder.",
    "We’ve emailed you instructions for setting your password, if an account exists with the email you entered. You "
    "should receive them shortly.",
    "You're receiving this email because you requested a password reset for your user account at %(site_name)s.",
    "First, enter a username and password. Then, you’ll be able to edit more user options.",
    "Deleting the %(object_name)s '%(escaped_object)s' would result in deleting related objects, but your account "
    "doesn't have permission to delete the following types of objects:",
    "Deleting the selected %(objects_name)s would result in deleting related objects, but your account doesn't have "
    "permission to delete the following types of objects:",
    # Between a label and its field.
    ":",
    # The name of a constraint says nothing to a reader.
    "Constraint “%(name)s” is violated.",
    # Half-width stops and brackets beside Chinese.
    "(Hidden field %(name)s) %(error)s",
    "CSRF verification failed. Request aborted.",
    (
        "Ensure that there are no more than %(max)s decimal place.",
        "Ensure that there are no more than %(max)s decimal places.",
    ),
    (
        "Ensure that there are no more than %(max)s digit in total.",
        "Ensure that there are no more than %(max)s digits in total.",
    ),
    (
        "Ensure that there are no more than %(max)s digit before the decimal point.",
        "Ensure that there are no more than %(max)s digits before the decimal point.",
    ),
    (
        "Ensure this filename has at most %(max)d character (it has %(length)d).",
        "Ensure this filename has at most %(max)d characters (it has %(length)d).",
    ),
    (
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
    ),
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
    "Ensure this value is %(limit_value)s (it is %(show_value)s).",
    "Invalid page (%(page_number)s): %(message)s",
    "Item %(nth)s in the array did not validate:",
    "ManagementForm data is missing or has been tampered with. Missing fields: %(field_names)s. You may need to file "
    "a bug report if the issue persists.",
    "Please correct the duplicate data for %(field)s, which must be unique.",
    "Please correct the duplicate data for %(field)s.",
    "Please correct the duplicate data for %(field_name)s which must be unique for the %(lookup)s in %(date_field)s.",
    "Please correct the duplicate values below.",
    "Please enter the correct %(username)s and password for a staff account. Note that both fields may be "
    "case-sensitive.",
    "Deleting %(class_name)s %(instance)s would require deleting the following protected related objects: "
    "%(related_objects)s",
    "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following protected related objects:",
    "Deleting the selected %(objects_name)s would require deleting the following protected related objects:",
    "Popup closing…",
    "Server error (500)",
    "Sorting priority: %(priority_number)s",
    "Start typing to filter…",
    "Set password: %s",
    '"{input}" is not a valid path choice.',
    "Ensure this filename has at most {max_length} characters (it has {length}).",
    "Surrogate characters are not allowed: U+{code_point:X}.",
    "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
    "Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens.",
    'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.',
    # Word for word from English, or wrong: “enter one valid …”, 过滤器 for a filter, 注销 for logging out, a
    # page that is “illegal”.
    "%(model_name)s with this %(field_label)s already exists.",
    "%(model_name)s with this %(field_labels)s already exists.",
    "Ensure this value is greater than or equal to %(limit_value)s.",
    "Ensure this value is less than or equal to %(limit_value)s.",
    "Enter a list of values.",
    "Enter a number.",
    "Enter a valid JSON.",
    "Enter a valid URL.",
    "Enter a valid date.",
    "Enter a valid date/time.",
    "Enter a valid email address.",
    "Enter a valid integer.",
    "Enter a valid time.",
    "Enter a valid value.",
    "Enter a whole number.",
    "Select a valid choice. %(value)s is not one of the available choices.",
    "Select a valid choice. That choice is not one of the available choices.",
    "“%(pk)s” is not a valid value.",
    "“%(value)s” value has an invalid date format. It must be in YYYY-MM-DD format.",
    "“%(value)s” value has the correct format (YYYY-MM-DD) but it is an invalid date.",
    "Please correct the error below.",
    "Please enter a correct %(username)s and password. Note that both fields may be case-sensitive.",
    "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.",
    "The password is too similar to the %(verbose_name)s.",
    "This password is entirely numeric.",
    "This password is too common.",
    (
        "This password is too short. It must contain at least %(min_length)d character.",
        "This password is too short. It must contain at least %(min_length)d characters.",
    ),
    "Filter",
    "Filters",
    "Enter a username and password.",
    "Items must be selected in order to perform actions on them. No items have been changed.",
    "No action selected.",
    "Successfully deleted %(count)d %(items)s.",
    "A valid integer is required.",
    "A valid number is required.",
    "Authentication credentials were not provided.",
    "Ensure this value is greater than or equal to {min_value}.",
    "Ensure this value is less than or equal to {max_value}.",
    "Ensure this field has no more than {max_length} characters.",
    '"{input}" is not a valid choice.',
    'Method "{method}" not allowed.',
    "Invalid data. Expected a dictionary, but got {datatype}.",
    'Invalid pk "{pk_value}" - object does not exist.',
    "Invalid cursor",
    "Null characters are not allowed.",
)
