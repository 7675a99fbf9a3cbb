from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('study', '0005_home_ports'),
    ]

    operations = [
        migrations.RemoveField(model_name='vessel', name='home_port_name'),
    ]
