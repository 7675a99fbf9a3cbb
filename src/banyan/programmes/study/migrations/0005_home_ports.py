from django.db import migrations


def make_ports(apps, schema_editor):
    """Make a port of each name that vessels had; one of nobody's vessel is kept by whoever is at the top."""
    port, vessel = apps.get_model('study', 'Port'), apps.get_model('study', 'Vessel')
    top = apps.get_model('people', 'Organisation').objects.order_by('path').first()
    for one in vessel.objects.exclude(home_port_name=''):
        owner = one.organisation_id or (top.pk if top else None)
        if owner:
            one.home_port, _is_new = port.objects.get_or_create(organisation_id=owner, name=one.home_port_name)
            one.save(update_fields=['home_port'])


def name_ports(apps, schema_editor):
    """Put the names back."""
    for one in apps.get_model('study', 'Vessel').objects.filter(home_port__isnull=False).select_related('home_port'):
        one.home_port_name = one.home_port.name
        one.save(update_fields=['home_port_name'])


class Migration(migrations.Migration):

    dependencies = [
        ('study', '0004_ashore'),
    ]

    operations = [
        migrations.RunPython(make_ports, name_ports),
    ]
